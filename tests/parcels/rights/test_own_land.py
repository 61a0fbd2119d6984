"""What a person sees of his own rights: on his page and on the page of his land, held by the database itself."""

from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from geo.municipalities.scope import act_as, territory
from geo.parties.models import Party
from geo.parties.services import end_link, link_identity
from parcels.rights.enums import RightKind
from parcels.rights.models import Deed, DeedSide, Right
from parcels.rights.selectors import rights_held_by, rights_seen_by
from parcels.rights.services import end_right, grant_right
from tests.parcels.rights.conftest import SINCE, side

MINE, OTHERS = "مالك 1", "مالك 2"
DEED, OTHER_DEED = "111111111111", "222222222222"


@pytest.fixture
def held(land):
    """Of parcel A the citizen holds a third and another two thirds; of parcel B another holds all. Return the third."""
    deed = land.deed("A", side("north", "20.01", text="ملك جار له اسم"), number=DEED)
    other = land.deed("B", number=OTHER_DEED)
    common = {"kind": RightKind.OWNERSHIP, "by": land.office.head, "since": SINCE}
    own = grant_right(parcel=land.parcel("A"), party=land.party(1), share=(1, 3), deed=deed, **common)
    grant_right(parcel=land.parcel("A"), party=land.party(2), share=(2, 3), deed=deed, **common)
    grant_right(parcel=land.parcel("B"), party=land.party(2), deed=other, **common)
    return own


@pytest.fixture
def link(land, places, held):
    """The word of the office that the citizen is the party who holds the third."""
    return link_identity(party=held.party, account=places.citizen, reason="رؤية الهوية", by=land.office.head)


@pytest.fixture
def shared(land, link):
    """The land, with what is held of it."""
    return land


@pytest.fixture
def as_citizen(places):
    """Go on as the citizen, who has no territory."""

    with ExitStack() as scopes:

        def become():
            scopes.enter_context(territory([]))
            act_as(places.citizen.pk)

        yield become


def seen(table):
    """Return how many rows of a table the acting user sees, asked in SQL and past every selector."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_the_database_shows_a_citizen_his_rights_their_deed_and_himself_and_nothing_more(shared, held, as_citizen):
    as_citizen()
    assert list(Right.objects.values_list("pk", flat=True)) == [held.pk]
    assert list(Deed.objects.values_list("number", flat=True)) == [DEED]
    assert list(Party.objects.values_list("name", flat=True)) == [MINE]
    assert not DeedSide.objects.exists()  # it names neighbours
    assert [seen(table) for table in ("register_parcel", "register_boundaryversion", "audit_rowchange")] == [0, 0, 0]


@pytest.mark.parametrize("who", ["another citizen", "head of another office", "nobody"])
def test_the_database_shows_nobody_else_anything(shared, places, django_user_model, who):
    person = {"another citizen": django_user_model.objects.create_user("b").pk, "nobody": None}
    with territory([]):
        act_as(person.get(who, places.east.head.pk))
        private = ("rights_right", "rights_deed", "parties_party", "parties_identitylink")
        assert [seen(table) for table in private] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rights_right SET recorded = tstzrange(lower(recorded), now())",
        "UPDATE rights_deed SET superseded_by_id = id",
        "DELETE FROM rights_right",
    ],
)
def test_to_see_is_not_to_write(shared, as_citizen, change):
    as_citizen()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_what_is_not_held_today_is_not_seen(shared, held, places, as_citizen):
    end_right(right=held, at=datetime(2021, 1, 1, tzinfo=UTC), by=shared.office.head, reason="بيع")
    assert Right.objects.filter(party=held.party).count() == 2  # closed, and written again with its end
    as_citizen()
    assert [seen(table) for table in ("rights_right", "rights_deed")] == [0, 0]
    assert not rights_held_by(places.citizen).exists()


def test_a_right_that_begins_later_is_not_seen_yet(shared, as_citizen):
    grant_right(
        parcel=shared.parcel("B"), party=shared.party(1), kind=RightKind.MORTGAGE, by=shared.office.head,
        since=datetime(2099, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    as_citizen()
    assert seen("rights_right") == 1


def test_a_link_that_ended_hides_all_again(shared, link, as_citizen):
    end_link(link=link, reason="خطأ", by=shared.office.head)
    as_citizen()
    assert [seen(table) for table in ("rights_right", "rights_deed", "parties_party")] == [0, 0, 0]


def test_an_officer_sees_all_of_his_office_and_his_own_elsewhere(shared, places):
    officer = places.east.engineer
    link_identity(party=shared.party(2), account=officer, reason="رؤية الهوية", by=shared.office.head)
    with territory([places.east.body.pk]):
        act_as(officer.pk)
        assert rights_held_by(officer).count() == seen("rights_right") == 2
        assert {right.parcel_id for right in rights_seen_by(officer, shared.drawn["A"])} == {shared.drawn["A"].pk}


def test_the_selector_does_not_lean_on_the_database_nor_the_database_on_it(shared, held, places):
    """In the territory of the land all rows could be read: the selector still returns the person's own."""
    assert seen("rights_right") == 3
    assert list(rights_held_by(places.citizen)) == [held]


# --- pages ------------------------------------------------------------------------------------------


def text(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_my_land_shows_parcel_share_since_and_deed_and_no_other_holder(shared, places, client):
    client.force_login(places.citizen)
    html = text(client, "/my-land/")
    for shown in (f"/parcels/{shared.drawn['A'].code}/", "١/٣", DEED, shared.office.body.name):
        assert shown in html
    for hidden in (f"/parcels/{shared.drawn['B'].code}/", "٢/٣", OTHER_DEED, OTHERS):
        assert hidden not in html
    assert "private" in client.get("/my-land/").headers["Cache-Control"]


def test_without_a_link_my_land_says_where_to_go(shared, places, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("b"))
    html = text(client, "/my-land/")
    assert DEED not in html and '<bdi dir="ltr" class="fw-semibold">b</bdi>' in html


def test_my_land_asks_for_signing_in_and_is_only_read(shared, places, client):
    assert client.get("/my-land/").headers["Location"].startswith("/sign-in/")
    client.force_login(places.citizen)
    assert client.post("/my-land/").status_code == 405


def test_on_the_page_of_the_land_the_holder_sees_his_own_share_and_no_name(shared, places, client):
    address = f"/parcels/{shared.drawn['A'].code}/"
    client.force_login(places.citizen)
    html = text(client, address)
    assert not [shown for shown in ("own-title", "١/٣", DEED) if shown not in html]
    assert not [hidden for hidden in (OTHERS, "٢/٣", "ملك جار له اسم", "rights-title") if hidden in html]
    assert "own-title" not in text(client, f"/parcels/{shared.drawn['B'].code}/")


def test_a_visitor_sees_of_the_land_what_he_saw_before(shared, client):
    html = text(client, f"/parcels/{shared.drawn['A'].code}/")
    assert not [hidden for hidden in (MINE, OTHERS, DEED, "own-title") if hidden in html]


@pytest.mark.parametrize(("who", "shown"), [("head", True), ("engineer", False)])
def test_the_head_is_led_to_the_account_of_a_holder(shared, client, who, shown):
    client.force_login(getattr(shared.office, who))
    html = text(client, f"/parcels/{shared.drawn['A'].code}/")
    assert (f"/people/{shared.party(1).pk}/account/" in html) is shown


def test_a_citizen_finds_his_land_from_his_cases_and_an_officer_is_not_bothered(shared, places, client):
    client.force_login(places.citizen)
    assert "/my-land/" in text(client, "/cases/")
    client.force_login(shared.office.engineer)
    assert "/my-land/" not in text(client, "/cases/")


def test_an_unknown_party_has_no_page(shared, client):
    client.force_login(shared.office.head)
    text(client, f"/people/{uuid4()}/account/", status=404)
