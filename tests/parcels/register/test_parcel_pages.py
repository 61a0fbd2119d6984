"""Pages of parcels, of today and retired: what everyone reads, what the office reads, and what leaks to nobody."""

import re

import pytest
from django.utils import timezone

from geo.municipalities.scope import territory
from parcels.register.enums import AliasKind
from parcels.register.models import Alias, Parcel, PublishedParcel
from parcels.register.services import NewParcel, enter_parcels, record_alias
from tests.factories.cases import enter_drawn
from tests.factories.places import square
from tests.parcels.register.changes import join, move, split

committing = pytest.mark.django_db(transaction=True)
DEED = "يحدها شمالاً ملك ورثة كناريا"
SOURCE = "قرار مساحي ١٤٤٨"
REASON = "قرار الاختبار"


@pytest.fixture
def land(places):
    return enter_drawn(places.west, "AABB\nAABB\nCCDD")


@pytest.fixture
def parts(places, land):
    """A split in two, with a public and a private name."""
    with territory([places.west.body.pk]):
        for kind, text in ((AliasKind.LAND_NAME, "نخل العين"), (AliasKind.DEED_WORDING, DEED)):
            held = Parcel.objects.get(pk=land["A"].pk)
            record_alias(parcel=held, kind=kind, text=text, by=places.west.surveyor)
    return split(places.west, land["A"], (5, -10), (5, 100))


def page(client, code, person=None, **asked):
    if person:
        client.force_login(person)
    answer = client.get(f"/parcels/{code}/", {"lang": "en", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


@committing
def test_a_retired_number_has_a_page_that_leads_to_the_land_of_today(client, land, parts):
    html = page(client, land["A"].code)
    assert "This number was retired on" in html and "Split" in html
    assert [part.code for part in parts if f"/parcels/{part.code}/" in html] == [part.code for part in parts]
    assert "75.0%" in html and "25.0%" in html
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="/parcels/{land["A"].code}/">' in html
    card = page(client, land["A"].code, fragment="card")
    assert "data-bbox" in card and "<html" not in card


@committing
def test_nothing_of_the_office_leaks_to_visitors_or_to_another_territory(client, places, land, parts):
    for person in (None, places.citizen, places.east.surveyor):
        for code in (land["A"].code, parts[0].code, land["B"].code):
            html = page(client, code, person)
            for secret in (DEED, REASON, SOURCE, "surveyor-5011", "Boundary versions", "Record another name"):
                assert secret not in html, (person, code, secret)
        found = client.get("/find/", {"q": DEED}).content.decode()
        assert land["A"].code not in found
    assert "نخل العين" in page(client, land["A"].code)


@committing
def test_the_office_reads_versions_history_and_all_names(client, places, land, parts):
    html = page(client, land["A"].code, places.west.head)
    for told in (DEED, "نخل العين", REASON, "Boundary versions", "surveyor-5011", "Retired by split"):
        assert told in html, told
    assert "Record another name" not in html
    assert "Record another name" in page(client, land["A"].code, places.west.surveyor)
    assert SOURCE in page(client, parts[0].code, places.west.head)


@committing
def test_the_lineage_is_drawn_and_told_in_a_table(client, places, land, parts):
    whole = join(places.west, parts[1], land["B"])
    html = page(client, whole.code)
    drawn = re.search(r"<svg class=\"lineage\".*?</svg>", html, re.DOTALL).group()
    assert drawn.count("<rect") == 4  # 1, its eastern part, 2, and what these two became
    table = re.search(r'id="lineage-table".*?</table>', html, re.DOTALL).group()
    assert table.count("<tr>") == 1 + 3  # the parts that led here: 1 to 1/2, and 1/2 and 2 to the whole
    for code in (land["A"].code, land["B"].code):
        assert f"/parcels/{code}/" in drawn and f"/parcels/{code}/" in table
    assert drawn.count("aria-current") == 1


@committing
def test_the_office_sees_a_parcel_as_it_stood(client, places, land, parts):
    today = timezone.localdate()
    code = parts[0].code
    assert "You see the parcel as it stood in law on" in page(client, code, places.west.head, as_of=f"{today}")
    long_ago = page(client, code, as_of="1440/01/01")
    assert "The register held no boundary of this parcel then." in long_ago
    assert "There is no such day." in page(client, code, as_of="2026-13-40")
    assert "still to come" in page(client, code, as_of="2070-01-01")
    client.logout()
    assert "as it stood in law" not in page(client, code, as_of=f"{today}")


@committing
def test_a_surveyor_of_the_place_records_a_name_and_nobody_else(client, places, land):
    address = f"/parcels/{land['B'].code}/names/"
    given = {"kind": "land_name", "text": " نخل   الساب "}
    assert client.post(address, given).status_code == 302  # to the sign-in
    for person in (places.citizen, places.east.surveyor, places.west.engineer):
        client.force_login(person)
        assert client.post(address, given).status_code == 403
    client.force_login(places.west.surveyor)
    assert client.post(address, {"kind": "land_name", "text": " "}).status_code == 400
    assert client.get(address).status_code == 405
    assert client.post(address, given).status_code == 302
    with territory([places.west.body.pk]):
        (alias,) = Alias.objects.all()
    assert (alias.text, alias.recorded_by_id) == ("نخل الساب", places.west.surveyor.pk)


@pytest.mark.django_db
def test_a_draft_has_no_page_and_a_mistyped_code_proposes(client, places, land):
    with territory([places.west.body.pk]):
        enter_parcels(plan=places.west.plan, parcels=[NewParcel(geom=square(200, 0, 20))], source="test")
    code = land["A"].code
    assert client.get("/parcels/501011001999900035/").status_code == 404
    wrong = client.get(f"/parcels/{code[:-1]}{(int(code[-1]) + 1) % 10}/")
    assert wrong.status_code == 404
    assert code in wrong.content.decode()


@committing
def test_a_block_lists_its_retired_numbers(client, land, parts):
    html = client.get("/places/5011/011/001/", {"lang": "en"}).content.decode()
    former = html[html.index("Retired numbers") :]
    assert f"/parcels/{land['A'].code}/" in former
    assert f"/parcels/{land['B'].code}/" not in former


@committing
def test_pages_ask_the_database_no_more_for_more_land(client, places, land, parts, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        page(client, parts[0].code)
    join(places.west, *PublishedParcel.objects.filter(pk__in=[parts[1].pk, land["B"].pk]))
    with django_assert_max_num_queries(40):
        page(client, land["A"].code)


@committing
def test_the_page_of_answers_says_why(client, places, land, parts):
    html = client.get("/find/", {"q": "1", "lang": "en"}).content.decode()
    assert "Former number" in html and "75.0%" in html
    assert "Nothing was found" in client.get("/find/", {"q": "99", "lang": "en"}).content.decode()
    code = land["B"].code
    typed = client.get("/find/", {"q": code[:-1] + str((int(code[-1]) + 1) % 10), "lang": "en"}).content.decode()
    assert "probably mistyped" in typed and "one digit differs" in typed
    assert client.get("/find/", {"q": "<script>"}).status_code == 200


@committing
def test_a_boundary_that_moved_is_two_stages_of_one_number(client, places, land):
    move(places.west, land["A"], land["B"], (25, -10), (25, 100))
    html = page(client, land["A"].code)
    assert "Former boundary" in html and "Boundary adjustment" in html
