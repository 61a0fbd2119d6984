"""The pages of a land change by role: asking, looking, opening, deciding, and every refusal with nothing written."""

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geo.municipalities.scope import everywhere, territory
from geo.spatial.crs import TILE_SRID
from geo.spatial.shapes import transformed
from geo.spatial_rules.models import ReferenceValue
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel, PublishedParcel
from permits.cases.models import Case
from permits.subdivisions.enums import RequestState, Wish
from permits.subdivisions.forms import ASKED
from permits.subdivisions.models import LandChangeRequest, Proposal
from tests.permits.subdivisions.test_procedure import Ground, point

pytestmark = pytest.mark.django_db(transaction=True)
ASK = "/land-changes/new/"


@pytest.fixture
def ground(places):
    return Ground(places.west)


@pytest.fixture
def surveyor(ground):
    return signed_in(ground.office.surveyor)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def code(ground, letter="A"):
    return PublishedParcel.objects.get(pk=ground.ids[letter]).code


def typed(ground, *, x=20.0, letters="A", **changed):
    """What a surveyor sends to divide a parcel along a line x metres from its western side."""
    points = "\n".join(f"{east} {north}" for east, north in (point(x, -5), point(x, 35)))
    return {
        "request_id": str(uuid4()), "wish": Wish.SPLIT_LINE, "parcels": "\n".join(code(ground, one) for one in letters),
        "points": points, "reason": "طلب المالك", "source": "القرار المساحي ٥٠١١/١", **changed,
    }  # fmt: skip


def opened(ground, client, **changed):
    answer = client.post(ASK, {**typed(ground, **changed), "action": "ask"})
    assert answer.status_code == 302
    return answer.headers["Location"]


def nothing_written():
    with everywhere():
        return not Case.objects.exists() and not Proposal.objects.exists()


def state_of(address):
    with everywhere():
        return Case.objects.get(pk=address.rstrip("/").rpartition("/")[2]).state


def test_a_preview_shows_parts_and_checks_and_writes_nothing(ground, surveyor):
    answer = surveyor.post(ASK, typed(ground))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [round(part["area"]) for part in answer.context["parts"]] == [600, 600]
    assert page.count("finding-yes") == len(answer.context["findings"]) == 9
    assert 'value="ask"' in page
    assert nothing_written()


def test_the_way_of_a_request_through_the_pages_of_three_people(ground, surveyor):
    case = opened(ground, surveyor)
    office = ground.office
    with ground.scope():
        assert LandChangeRequest.objects.get().event_id is None
    for person, step in ((office.surveyor, "submit"), (office.engineer, "recommend"), (office.head, "approve")):
        client = signed_in(person)
        assert case in client.get("/cases/").content.decode()
        assert f'value="{step}"' in client.get(case).content.decode()
        assert client.post(case, {"step": step, "note": ""}).status_code == 302
    came = signed_in(office.surveyor).get(case).context["came"]
    assert [parcel.number for parcel in came] == ["1/1", "1/2"]
    assert signed_in(office.surveyor).get(f"/parcels/{came[0].code}/").status_code == 200


@pytest.mark.parametrize(
    ("person", "state", "offered"),
    [
        ("surveyor", RequestState.DRAFT, {"submit", "cancel"}),
        ("engineer", RequestState.DRAFT, set()),
        ("engineer", RequestState.SUBMITTED, {"recommend", "return"}),
        ("head", RequestState.SUBMITTED, {"reject"}),
        ("head", RequestState.RECOMMENDED, {"approve", "reject"}),
        ("surveyor", RequestState.RECOMMENDED, {"cancel"}),
    ],
)
def test_each_page_offers_what_its_reader_may_do(ground, surveyor, person, state, offered):
    case = opened(ground, surveyor)
    way = [("surveyor", "submit", RequestState.SUBMITTED), ("engineer", "recommend", RequestState.RECOMMENDED)]
    for who, step, reached in way:
        if state_of(case) == state:
            break
        signed_in(getattr(ground.office, who)).post(case, {"step": step, "note": ""})
        assert state_of(case) == reached
    page = signed_in(getattr(ground.office, person)).get(case).content.decode()
    assert set(re.findall(r'name="step" value="(\w+)"', page)) == offered


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"points": ""}, "points"), ({"points": "abc"}, "points"), ({"parcels": ""}, "parcels"),
        ({"parcels": "123"}, "parcels"), ({"reason": ""}, "reason"), ({"source": " "}, "source"),
        ({"wish": "sell"}, "wish"), ({"wish": ""}, "wish"), ({"accuracy_m": "x"}, "accuracy_m"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", ["preview", "ask"])
def test_what_cannot_be_read_is_refused_at_its_field(ground, surveyor, changed, field, action):
    answer = surveyor.post(ASK, {**typed(ground), **changed, "action": action})
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert f'href="#id_{field}"' in answer.content.decode()
    assert nothing_written()


@pytest.mark.parametrize("action", ["preview", "ask"])
def test_a_line_that_does_not_cross_is_refused_with_what_to_do(ground, surveyor, action):
    inside = "\n".join(f"{x} {y}" for x, y in (point(5, 5), point(10, 10)))
    answer = surveyor.post(ASK, {**typed(ground, points=inside), "action": action})
    assert (answer.status_code, answer.context["refusal"].code) == (400, "not_cut")
    assert str(answer.context["remedy"]) in answer.content.decode()
    assert nothing_written()


def test_parcels_that_do_not_touch_are_not_merged(places):
    ground = Ground(places.west, "AA..BB\nAA..BB")
    answer = signed_in(places.west.surveyor).post(ASK, typed(ground, letters="AB", wish=Wish.MERGE))
    assert (answer.status_code, answer.context["refusal"].code) == (400, "not_neighbours")
    assert answer.context["remedy"]


def test_land_of_another_office_is_refused_by_its_code(ground, places):
    answer = signed_in(places.east.surveyor).post(ASK, {**typed(ground), "action": "ask"})
    assert answer.status_code == 400
    assert code(ground) in answer.context["form"].errors["parcels"][0]
    assert nothing_written()


def test_another_office_finds_no_such_case_and_cannot_decide_on_it(ground, surveyor, places):
    case = opened(ground, surveyor)
    surveyor.post(case, {"step": "submit", "note": ""})
    for person in (places.east.surveyor, places.east.engineer, places.east.head, places.citizen):
        client = signed_in(person)
        assert client.get(case).status_code == client.get(f"{case}again/").status_code == 404
        assert client.post(case, {"step": "recommend"}).status_code == 404
        assert case not in client.get("/cases/").content.decode()
    assert state_of(case) == RequestState.SUBMITTED


def test_who_may_not_ask_is_told_so(ground, places):
    for address in (ASK, "/land-changes/outlines/?bbox=0,0,1,1"):
        assert Client().get(address).status_code == 302
        for person in (places.west.head, places.citizen):
            assert signed_in(person).get(address).status_code == 403
    assert nothing_written()


def test_a_step_that_is_not_ones_own_or_lacks_its_reason_changes_nothing(ground, surveyor):
    case = opened(ground, surveyor)
    assert surveyor.post(case, {"step": "approve"}).status_code == 409
    assert signed_in(ground.office.head).post(case, {"step": "submit"}).status_code == 403
    assert state_of(case) == RequestState.DRAFT
    surveyor.post(case, {"step": "submit"})
    engineer = signed_in(ground.office.engineer)
    answer = engineer.post(case, {"step": "return", "note": " "})
    assert (answer.status_code, state_of(case)) == (400, RequestState.SUBMITTED)
    assert "alert-danger" in answer.content.decode()


def test_rules_that_are_not_met_are_shown_to_whoever_recommends(ground, surveyor):
    case = opened(ground, surveyor, x=5)
    surveyor.post(case, {"step": "submit"})
    answer = signed_in(ground.office.engineer).post(case, {"step": "recommend"})
    assert (answer.status_code, answer.context["refusal"].code) == (409, "land_rules_not_met")
    assert {found["rule"] for found in answer.context["findings"] if found["answer"] == "no"} == {
        "least_area",
        "frontage",
    }
    assert state_of(case) == RequestState.SUBMITTED


def test_an_exemption_stands_on_the_page_with_its_rule_and_reason(ground, surveyor):
    case = opened(ground, surveyor, x=5, excuse_least_area="حكم ١٢", excuse_frontage="حكم ١٣")
    answer = surveyor.get(case)
    assert {why for _, why in answer.context["exemptions"]} == {"حكم ١٢", "حكم ١٣"}
    assert len({title for title, _ in answer.context["exemptions"]}) == 2


def test_a_returned_request_comes_back_filled_and_drawn_and_takes_another_proposal(ground, surveyor):
    case = opened(ground, surveyor, x=5)
    surveyor.post(case, {"step": "submit"})
    signed_in(ground.office.engineer).post(case, {"step": "return", "note": "ضيّقة"})
    assert "ضيّقة" in surveyor.get(case).content.decode()
    page = surveyor.get(f"{case}again/")
    form = page.context["form"]
    east, north = point(5, -5)
    assert form["points"].value().splitlines()[0] == f"{east:.3f} {north:.3f}"
    assert len(page.context["asked"]["points"]) == 2
    again = {**typed(ground), "action": "ask"}
    assert signed_in(ground.office.engineer).post(f"{case}again/", again).status_code == 403
    assert surveyor.post(f"{case}again/", again).headers["Location"] == case
    with ground.scope():
        assert list(Proposal.objects.values_list("revision", flat=True)) == [1, 2]


def test_pressing_twice_opens_one_case(ground, surveyor):
    sent = {**typed(ground), "action": "ask"}
    assert surveyor.post(ASK, sent).headers["Location"] == surveyor.post(ASK, sent).headers["Location"]
    with ground.scope():
        assert Case.objects.count() == 1


def test_a_parcel_under_change_is_held_until_it_is_rejected(ground, surveyor):
    case = opened(ground, surveyor)
    surveyor.post(case, {"step": "submit"})
    second = opened(ground, surveyor)
    refused = surveyor.post(second, {"step": "submit"})
    assert (refused.status_code, refused.context["refusal"].code) == (409, "state_not_possible")
    assert refused.context["remedy"]
    signed_in(ground.office.head).post(case, {"step": "reject", "note": "لا"})
    assert surveyor.post(second, {"step": "submit"}).status_code == 302


def outlines(client, ground, letter="A"):
    box = transformed(PublishedParcel.objects.get(pk=ground.ids[letter]).geom, TILE_SRID).extent
    answer = client.get("/land-changes/outlines/", {"bbox": ",".join(map(str, box))})
    assert answer.status_code == 200
    return {shape["label"]: shape for shape in json.loads(answer.content)["shapes"]}


def test_the_map_is_told_exact_outlines_and_what_cannot_be_chosen(ground, surveyor, places):
    found = outlines(surveyor, ground)
    assert (set(found), found["1"]["bar"], found["1"]["key"]) == ({"1", "2"}, "", code(ground))
    assert all(shape["bar"] for shape in outlines(signed_in(places.east.surveyor), ground).values())
    with territory([ground.office.body.pk]):
        case = opened(ground, surveyor)
    surveyor.post(case, {"step": "submit"})
    with ground.scope():
        assert Parcel.objects.get(pk=ground.ids["A"]).state == ParcelState.UNDER_CHANGE
    held = outlines(surveyor, ground)
    assert (bool(held["1"]["bar"]), bool(held["2"]["bar"])) == (True, False)


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "1,2,3,4,5", "nan,0,1,1", "-inf,0,1,1", "2,0,1,1"])
def test_a_box_that_is_none_is_refused(ground, surveyor, box):
    assert surveyor.get("/land-changes/outlines/", {"bbox": box}).status_code == 400


@pytest.mark.parametrize("wish", [*ASKED, "", "sell", Wish.AS_DRAWN])
def test_the_form_opens_for_every_wish(ground, surveyor, wish):
    page = surveyor.get(ASK, {"wish": wish, "parcel": code(ground)})
    assert page.status_code == 200
    assert page.context["bbox"]
    assert page.context["form"]["wish"].value() == (wish if wish in ASKED else Wish.SPLIT_LINE)


@pytest.mark.parametrize("parcel", ["", "junk", "501001999999900001", "<script>"])
def test_the_form_opens_for_an_address_that_names_nothing(ground, surveyor, parcel):
    page = surveyor.get(ASK, {"parcel": parcel})
    assert (page.status_code, page.context["bbox"]) == (200, "")
    assert "<script>\n" not in page.content.decode()


def test_the_form_asks_the_database_no_more_for_many_parcels_than_for_one(places):
    ground = Ground(places.west, "ABCDEFGH\nABCDEFGH")
    client = signed_in(places.west.surveyor)

    def asked(letters):
        with CaptureQueriesContext(connection) as seen:
            client.get(ASK, {"wish": "merge", "parcel": [code(ground, letter) for letter in letters]})
        return len(seen) - len(letters)  # the test asks for each code by itself

    asked("A")  # what is cached is cached
    assert asked("ABCDEFGH") == asked("A") <= 16


def test_a_missing_limit_is_unknown_in_the_preview(ground, surveyor):
    with ground.scope():
        ReferenceValue.objects.filter(code="subdivision_least_area").update(valid_to="2020-02-01")
    answer = surveyor.post(ASK, typed(ground))
    assert not answer.context["may_pass"]
    assert "finding-unknown" in answer.content.decode()
