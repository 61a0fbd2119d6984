"""Parcels under /api/v1/ as they are today: filters, pages, neighbours, and private columns to their office only."""

import pytest
from django.core.cache import cache

from geo.municipalities.scope import territory
from parcels.register.models import PublishedParcel
from tests.factories.cases import enter_drawn

pytestmark = pytest.mark.django_db
OWN = "http://www.opengis.net/def/crs/EPSG/0/9359"
DRAWING = """
ABCDEF
GHIJKL
"""


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def land(places):
    return {"west": enter_drawn(places.west, DRAWING), "east": enter_drawn(places.east, "AB")}


def ask(client, path="", **query):
    answer = client.get(f"/api/v1/parcels{path}", query)
    return answer, answer.json()


def ids(client, **query):
    answer, body = ask(client, **query)
    assert answer.status_code == 200, body
    return {each["id"] for each in body["features"]}


def test_pages_give_every_parcel_once_while_others_are_entered(client, places, land):
    seen, address = [], "/api/v1/parcels?limit=5"
    while address:
        body = client.get(address).json()
        seen += [each["id"] for each in body["features"]]
        address = body["next"]
        if len(seen) == 5:
            late = enter_drawn(places.west, "...\n...\n..Z", cell_m=30)["Z"].code
    assert len(seen) == len(set(seen))
    assert set(seen) - {late} == {p.code for side in land.values() for p in side.values()}


@pytest.mark.parametrize("limit", ["99999", "9" * 50, "١٠٠٠"])
def test_more_than_a_thousand_are_never_given_at_once(client, land, limit):
    assert ask(client, limit=limit)[1]["numberReturned"] == 14


def test_a_list_costs_the_same_number_of_questions_whatever_its_length(client, land, django_assert_num_queries):
    client.get("/api/v1/parcels")
    for limit in (1, 14):
        with django_assert_num_queries(9):  # eight open and close the scope of the request
            ask(client, limit=limit)


def test_one_parcel_for_everyone_costs_few_questions(client, land, django_assert_num_queries):
    code = land["west"]["A"].code
    with django_assert_num_queries(10):
        client.get(f"/api/v1/parcels/{code}")


def test_filters_choose_by_what_people_call_the_land(client, places, land):
    west, east = ({p.code for p in side.values()} for side in land.values())
    one = PublishedParcel.objects.get(code=land["west"]["C"].code)
    assert ids(client, municipality="501") == west | east
    assert ids(client, municipality="5012") == ids(client, plan="٧١٣/٣") == ids(client, district="012") == east
    assert (
        ids(client, municipality="5011", block="١", number="٣") == {one.code} == ids(client, district="011", number="3")
    )
    assert ids(client, state="active") == west | east
    assert ids(client, state="frozen") == set() == ids(client, number="4711")
    assert ids(client, q="الشرقيه") == east, "in search spelling"


def test_a_box_finds_what_it_touches_in_either_system(client, land):
    west, south, east, north = land["west"]["A"].geom.extent
    inside = ",".join(str(each) for each in (west + 1, south + 1, east - 1, north - 1))
    assert ids(client, **{"bbox": inside, "bbox-crs": OWN}) == {land["west"]["A"].code}
    w, s, e, n = land["west"]["A"].geom.transform(4326, clone=True).buffer(-1e-5).extent
    assert ids(client, bbox=f"{w},{s},{e},{n}") == {land["west"]["A"].code}


def test_another_system_is_said_by_a_header(client, land):
    parcel = land["west"]["A"]
    answer, body = ask(client, f"/{parcel.code}", crs=OWN)
    assert answer.headers["Content-Crs"] == f"<{OWN}>"
    assert min(x for x, _y in body["geometry"]["coordinates"][0][0]) == parcel.geom.extent[0]


def test_neighbours_are_those_within_so_many_metres(client, land):
    west = land["west"]

    def near(**query):
        return {each["id"] for each in ask(client, f"/{west['A'].code}/neighbours", **query)[1]["features"]}

    assert near() == {west[letter].code for letter in "BGH"}
    assert near(within_m="١١") == {west[letter].code for letter in "BGHCI"}
    assert ask(client, f"/{west['A'].code}/neighbours", within_m="201")[0].status_code == 400


def test_private_columns_are_shown_to_the_office_of_the_land_and_nobody_else(client, places, land):
    code = land["west"]["A"].code
    answer, body = ask(client, f"/{code}")
    assert body["properties"]["office"] is None
    assert "public" in answer.headers["Cache-Control"]
    for person, sees in ((places.citizen, False), (places.east.head, False), (places.west.engineer, True)):
        client.force_login(person)
        answer, body = ask(client, f"/{code}")
        assert (body["properties"]["office"] is not None) == sees, person
        assert "private" in answer.headers["Cache-Control"]
        assert "Cookie" in answer.headers["Vary"]
        history = ask(client, f"/{code}/history")
        assert history[0].status_code == (200 if sees else 403)
        assert sees or history[1]["code"] == "history_of_office_only"
    assert body["properties"]["office"]["source"] == "test"


def test_a_visitor_is_asked_to_sign_in_for_history_and_only_of_land_that_there_is(client, land):
    assert ask(client, f"/{land['west']['A'].code}/history")[1]["code"] == "not_authenticated"
    assert ask(client, "/501011001000100099/history")[0].status_code == 404


def test_a_draft_is_nowhere(client, places, land):
    from parcels.register.services import NewParcel, enter_parcels  # beside what it shows
    from tests.factories.places import square

    with territory([places.west.body.pk]):
        enter_parcels(plan=places.west.plan, parcels=[NewParcel(geom=square(500, 500, 20))], source="draft")
    client.force_login(places.west.head)
    assert ask(client)[1]["numberReturned"] == 14


def test_an_answer_that_the_reader_has_is_not_sent_again(client, land):
    address = f"/api/v1/parcels/{land['west']['A'].code}"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_only_reads_takes_nothing(client, land, method):
    answer = getattr(client, method)("/api/v1/parcels", data="{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_a_name_leads_to_the_land_of_today(client, land):
    parcel = land["east"]["B"]
    results = client.get("/api/v1/resolve", {"q": f"{parcel.code[:6]}/{parcel.code[6:]}"}).json()["results"]
    assert [(each["why"], each["code"], each["retired"]) for each in results] == [("code", parcel.code, False)]
    assert client.get("/api/v1/resolve").json()["parameter"] == "q"
    assert client.get("/api/v1/resolve", {"q": "ا" * 5000}).status_code == 400
