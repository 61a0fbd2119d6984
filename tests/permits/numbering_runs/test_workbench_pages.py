"""The workbench by role: its ground, a better walk, saving, and every refusal with nothing written."""

import json
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geo.municipalities.scope import territory
from parcels.register.models import Alias
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.services import revise
from tests.browser_score import counted
from tests.factories.numbering import blocks_of, started, take

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def run(office):
    return started(office)


@pytest.fixture
def surveyor(office):
    return signed_in(office.surveyor)


def at(run, place=1, leaf=""):
    return f"/numbering/{run.pk}/blocks/{place}/{leaf}"


def post(client, address, body):
    return client.post(
        address, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"}
    )


def walk_of(office, run, place=1):
    return [str(parcel) for parcel in blocks_of(office, run)[place - 1].order]


def saved(office, run):
    with territory([office.body.pk]):
        return last_revision(run).number


def test_the_ground_names_the_parcels_the_walk_and_who_meets_whom(office, run, surveyor):
    order = walk_of(office, run)
    with territory([office.body.pk]):
        Alias.objects.create(municipality=office.body, parcel_id=UUID(order[0]), kind="land_name", text="بيت النخل")
    told = surveyor.get(at(run, leaf="ground.json")).json()
    keys = [parcel["key"] for parcel in told["parcels"]]
    assert [keys[index] for index in told["order"]] == order
    assert (told["revision"], told["locked"], told["near_m"]) == (1, [], 12.0)
    assert len(told["adjacent"]) == 7  # two rows of three
    first = told["parcels"][told["order"][0]]
    assert first["name"] == "بيت النخل"
    assert "٤٠٠" in first["about"]
    assert "٤٠٠" in told["parcels"][told["order"][1]]["name"]  # without a name it is called by its area
    assert all(parcel["fronting"] for parcel in told["parcels"])
    assert told["ring"]["length_m"] == pytest.approx(200, abs=0.1)
    assert told["stretch"] == pytest.approx(1.12, abs=0.01)  # Mercator at this latitude


def test_places_on_the_map_lie_in_their_parcels_and_doors_on_the_ring(run, surveyor):
    told = surveyor.get(at(run, leaf="ground.json")).json()
    for parcel in told["parcels"]:
        xs, ys = ([place[axis] for place in parcel["coordinates"][0][0]] for axis in (0, 1))
        assert min(xs) < parcel["inside"][0] < max(xs)
        assert min(ys) < parcel["inside"][1] < max(ys)
        assert min(xs) - 0.05 <= parcel["door"][0] <= max(xs) + 0.05
        assert min(ys) - 0.05 <= parcel["door"][1] <= max(ys) + 0.05


def test_asking_for_the_ground_costs_as_many_queries_for_many_parcels_as_for_few(run, surveyor):
    counts = []
    for place in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            surveyor.get(at(run, place, "ground.json"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_new_order_is_the_next_revision_with_its_locks_and_reason(office, run, surveyor):
    order = walk_of(office, run)[::-1]
    body = {"order": order, "locked": order[:2], "base_revision": 1, "reason": "من الشمال"}
    answer = post(surveyor, at(run, leaf="save"), body)
    assert (answer.status_code, answer.json()) == (200, {"revision": 2})
    block = blocks_of(office, run)[0]
    assert [str(parcel) for parcel in block.order] == order
    assert [str(parcel) for parcel in block.locked] == order[:2]
    with territory([office.body.pk]):
        assert last_revision(run).reason == "من الشمال"


def test_whoever_saves_second_is_told_and_nothing_of_his_is_written(office, run, surveyor):
    order = walk_of(office, run)
    with territory([office.body.pk]):
        revise(run=run, block_place=1, order=[UUID(key) for key in order[::-1]], by=office.surveyor, base_revision=1)
    answer = post(surveyor, at(run, leaf="save"), {"order": order, "locked": [], "base_revision": 1, "reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "numbering_revision_outdated")
    assert saved(office, run) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"order": None}, {"order": "x"}, {"order": ["x"]}, {"locked": None}, {"base_revision": "1"}, {"reason": None},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_walk_is_refused(office, run, surveyor, change):
    body = {"order": walk_of(office, run), "locked": [], "base_revision": 1, "reason": "x"} | change
    assert post(surveyor, at(run, leaf="save"), body).status_code == 400
    assert saved(office, run) == 1


def test_a_walk_without_a_parcel_or_with_a_strange_one_is_refused(office, run, surveyor):
    order, other = walk_of(office, run), walk_of(office, run, 2)
    for wrong in (order[1:], [*order[1:], other[0]], [*order, order[0]], []):
        body = {"order": wrong, "locked": [], "base_revision": 1, "reason": "x"}
        for leaf in ("save", "improve", "policy"):
            answer = post(surveyor, at(run, leaf=leaf), body)
            assert (answer.status_code, answer.json()["code"]) == (400, "numbering_order_incomplete")
    assert post(surveyor, at(run, leaf="save"), []).status_code == 400
    assert surveyor.post(at(run, leaf="save"), "{", content_type="application/json").status_code == 400
    assert saved(office, run) == 1


def test_the_score_in_the_browser_is_the_one_that_is_kept_whatever_streets_were_chosen(office, run, surveyor):
    order = [UUID(key) for key in walk_of(office, run)]
    block = blocks_of(office, run)[0]
    west, south, east, north = block.geom.extent
    chosen = {str(order[0]): [east, south], str(order[2]): [west, (south + north) / 2]}
    kept = []
    for base, access in enumerate(({}, chosen), 1):
        with territory([office.body.pk]):
            revise(run=run, block_place=1, order=order, by=office.surveyor, base_revision=base, access=access)
        told = surveyor.get(at(run, leaf="ground.json")).json()
        [ours], theirs = counted(told, [told["order"]]), blocks_of(office, run)[0].score
        for figure in ("A", "N12", "W", "W_front"):
            assert ours[figure] == pytest.approx(theirs[figure], abs=1e-9), figure
        kept.append(theirs["W"])
    assert kept[0] != kept[1]  # the choice of streets tells


def test_a_better_walk_is_answered_around_the_locks_and_not_written(office, run, surveyor):
    order = walk_of(office, run)
    tangled = [order[0], order[3], order[1], order[4], order[2], order[5]]
    free = post(surveyor, at(run, leaf="improve"), {"order": tangled, "locked": []}).json()["order"]
    assert sorted(free) == sorted(order)
    held = post(surveyor, at(run, leaf="improve"), {"order": tangled, "locked": [tangled[0], tangled[3]]}).json()[
        "order"
    ]
    assert (held[0], held[3]) == (tangled[0], tangled[3])
    assert saved(office, run) == 1


def test_a_walk_by_a_rule_is_answered_around_the_locks_and_not_written(office, run, surveyor):
    order = walk_of(office, run)
    told = surveyor.get(at(run, leaf="ground.json")).json()
    by_key = {parcel["key"]: parcel for parcel in told["parcels"]}
    line = [by_key[key]["inside"] for key in (order[4], order[1])]
    asked = {"order": order, "locked": [order[0]]}
    rules = [
        {"code": "frontage", "start": "SE", "direction": "ccw"}, {"code": "serpentine", "start": "SW"},
        {"code": "line", "line": line}, {"code": "sequence", "keys": [order[3], order[5]], "rest": "between"},
        {"code": "odd_even", "line": line, "odd": "right"},
    ]  # fmt: skip
    for rule in rules:
        answer = post(surveyor, at(run, leaf="policy"), asked | {"policy": rule})
        assert answer.status_code == 200, rule
        ruled = answer.json()
        assert ruled["order"][0] == order[0]
        assert sorted(ruled["order"]) == sorted(order)
        assert ruled["sided"] == (5 if rule["code"] == "odd_even" else 0)
    assert saved(office, run) == 1


def test_a_rule_that_is_none_or_names_a_strange_parcel_is_refused(office, run, surveyor):
    asked = {"order": walk_of(office, run), "locked": []}
    strange = walk_of(office, run, 2)[0]
    for rule, code in (
        (None, "invalid_input"), ({"code": "keep", "numbers_given": {}}, "invalid_input"),
        ({"code": "serpentine", "start": "N"}, "bad_policy"), ({"code": "sequence", "keys": [strange]}, "unfit_policy"),
    ):  # fmt: skip
        answer = post(surveyor, at(run, leaf="policy"), asked | {"policy": rule})
        assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_only_who_may_number_in_the_office_comes_in(office, places, run):
    for person, status in ((office.engineer, 403), (places.east.surveyor, 404), (places.citizen, 404)):
        client = signed_in(person)
        assert client.get(at(run)).status_code == status
        assert client.get(at(run, leaf="ground.json")).status_code == status
        assert post(client, at(run, leaf="save"), {}).status_code == status
        assert post(client, at(run, leaf="improve"), {}).status_code == status
        assert post(client, at(run, leaf="policy"), {}).status_code == status
    assert Client().get(at(run)).status_code == 302


def test_a_block_that_the_run_does_not_have_is_not_found(run, surveyor):
    assert surveyor.get(at(run, 3)).status_code == 404
    assert surveyor.get(at(run, 3, "ground.json")).json()["code"] == "not_found"


def test_a_reviewed_run_is_shown_but_not_changed(office, run, surveyor):
    order = walk_of(office, run)
    take(office, run, "review")
    page = surveyor.get(at(run))
    assert page.context["open"] is False
    answer = post(
        surveyor, at(run, leaf="save"), {"order": order[::-1], "locked": [], "base_revision": 1, "reason": "x"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "numbering_run_closed")
    assert saved(office, run) == 1


def typed(order, **numbers):
    """What the form of a browser without scripts sends; numbers by the place that a parcel has."""
    sent = {f"number-{key}": numbers.get(f"_{place}", str(place)) for place, key in enumerate(order, 1)}
    return sent | {"base_revision": "1", "reason": "بلا برامج"}


def test_without_scripts_a_typed_number_moves_a_parcel_and_the_others_close_up(office, run, surveyor):
    order = walk_of(office, run)
    answer = surveyor.post(at(run), typed(order, _5="٢") | {"locked": [order[0]]})
    assert (answer.status_code, answer.headers["Location"]) == (302, at(run))
    a, b, c, d, e, f = order
    assert walk_of(office, run) == [a, e, b, c, d, f]
    assert [str(parcel) for parcel in blocks_of(office, run)[0].locked] == [a]


def test_without_scripts_a_parcel_also_moves_down_and_all_may_be_typed(office, run, surveyor):
    a, b, c, d, e, f = walk_of(office, run)
    surveyor.post(at(run), typed([a, b, c, d, e, f], _2="4"))
    assert walk_of(office, run) == [a, c, d, b, e, f]
    surveyor.post(
        at(run), typed([a, c, d, b, e, f], _1="6", _2="5", _3="4", _4="3", _5="2", _6="1") | {"base_revision": "2"}
    )
    assert walk_of(office, run) == [f, e, b, d, c, a]


@pytest.mark.parametrize("number", ["", "0", "7", "1.5", "x", "-1", "²"])
def test_without_scripts_a_number_that_is_none_is_told_and_kept_in_its_field(office, run, surveyor, number):
    page = surveyor.post(at(run), typed(walk_of(office, run), _5=number))
    assert page.status_code == 400
    assert page.context["refusal"].code == "numbering_number_unread"
    assert page.context["rows"][4]["typed"] == number
    assert saved(office, run) == 1


def test_without_scripts_two_parcels_at_one_new_number_are_told(office, run, surveyor):
    page = surveyor.post(at(run), typed(walk_of(office, run), _5="2", _6="2"))
    assert (page.status_code, page.context["refusal"].code) == (400, "numbering_numbers_collide")
    stale = surveyor.post(at(run), typed(walk_of(office, run), _5="2") | {"base_revision": "9"})
    assert stale.status_code == 409
    assert saved(office, run) == 1
