"""No boundary goes without a decision: what the application's role may not do past the services."""

from uuid import uuid4

import psycopg
import pytest
from django.contrib.gis.geos import Polygon

from geo.municipalities.scope import territory
from geo.spatial.crs import storage_srid
from parcels.register.enums import ParcelState
from parcels.register.lineage import LandChange, change_land, split_evenly
from parcels.register.models import LineageEvent, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.decisions import decided, decided_plan
from tests.factories.places import Office, square
from tests.sql.connections import connect, enter_scope

pytestmark = pytest.mark.django_db(transaction=True)
CHANGE = """
SELECT change_land_v2(%(request)s, %(kind)s, %(case)s, 'past the services', NULL, %(ended)s::uuid[], '{}', '{}',
                      %(parents)s::uuid[], %(shapes)s::text[]::geometry[], NULL, NULL, 'test', NULL)
"""
REPLAN = """
SELECT replan_land_v2(%(request)s, %(case)s, 'past the services', NULL, %(ended)s::uuid[], %(children)s::uuid[],
                      %(blocks)s::bigint[], %(labels)s::text[])
"""


def in_force(office: Office, *shapes):
    with territory([office.body.pk]):
        entered = enter_parcels(plan=office.plan, parcels=[NewParcel(geom=s) for s in shapes], source="test")
        ids = [parcel.pk for parcel in entered]
        allot_numbers(block=office.block, parcel_ids=ids, request_id=uuid4())
        change_state(parcel_ids=ids, to=ParcelState.ACTIVE, by=None, reason="test")
        return ids


def halves(office: Office, parcel) -> LandChange:
    with territory([office.body.pk]):
        return split_evenly(parcel, parts=2, bearing=0)


def case_for(office: Office, change: LandChange):
    with territory([office.body.pk]):
        return decided(change, office)


def asked_past_the_services(office: Office, query: str, **arguments) -> str:
    """Ask as the application's role on a connection of its own; return the SQLSTATE, "" when it was done."""
    try:
        with connect("app") as app, app.transaction():
            enter_scope(app, [office.body.pk])
            app.execute(query, {"request": uuid4(), **arguments})
    except psycopg.Error as error:
        return error.sqlstate or type(error).__name__
    return ""


def told(change: LandChange) -> dict:
    return {
        "kind": change.kind.value,
        "ended": list(change.ended),
        "parents": [part.parcel_id for part in change.children],
        "shapes": [part.geom.hexewkb.decode() for part in change.children],
    }


def test_land_does_not_change_without_a_case_nor_for_one_that_does_not_exist(places):
    (parcel,) = in_force(places.west, square(100, 100, 40, 20))
    change = halves(places.west, parcel)
    assert asked_past_the_services(places.west, CHANGE, case=None, **told(change)) == "MK038"
    assert asked_past_the_services(places.west, CHANGE, case=uuid4(), **told(change)) == "MK017"
    assert PublishedParcel.objects.get().pk == parcel


@pytest.mark.parametrize("function", ["change_land_v1", "replan_land_v1", "land_decision_v1", "replan_decision_v1"])
def test_the_functions_beneath_cannot_be_called(places, function):
    with connect("app") as app:
        rows = app.execute(
            "SELECT has_function_privilege(p.oid, 'EXECUTE') FROM pg_proc p WHERE p.proname = %s", [function]
        ).fetchall()
    assert rows == [(False,)]


@pytest.mark.parametrize("state", ["draft", "submitted", "recommended"])
def test_a_case_that_is_not_approved_yet_changes_nothing(places, state, admin_url):
    (parcel,) = in_force(places.west, square(100, 100, 40, 20))
    change = halves(places.west, parcel)
    case = case_for(places.west, change)
    with psycopg.connect(admin_url) as admin:  # back on its way: the application could not do that either
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE cases_case SET state = %s WHERE id = %s", [state, case])
    assert asked_past_the_services(places.west, CHANGE, case=case, **told(change)) == "MK017"


def test_an_approved_case_changes_exactly_what_it_decided_and_that_once(places):
    first, second = in_force(places.west, square(100, 100, 40, 20), square(200, 100, 40, 20))
    change = halves(places.west, first)
    case = case_for(places.west, change)
    elsewhere = told(halves(places.west, second))
    three = told(halves(places.west, first))
    with territory([places.west.body.pk]):
        three |= told(split_evenly(first, parts=3, bearing=0))
    asked = told(change)
    for other in (
        elsewhere, three, asked | {"kind": "merge"}, asked | {"shapes": list(reversed(asked["shapes"]))},
        asked | {"ended": [first, second]}, asked | {"parents": [second, second]},
    ):  # fmt: skip
        assert asked_past_the_services(places.west, CHANGE, case=case, **other) == "MK017", other
    assert asked_past_the_services(places.west, CHANGE, case=case, **asked) == ""
    assert asked_past_the_services(places.west, CHANGE, case=case, **elsewhere) == "MK038"
    with territory([places.west.body.pk]):
        assert LineageEvent.objects.get().case_id == case


def test_a_case_of_another_office_decides_nothing_here(places):
    (here,) = in_force(places.west, square(100, 100, 40, 20))
    change = halves(places.west, here)
    with territory([places.west.body.pk, places.east.body.pk]):
        case = decided(change, places.west)
    assert asked_past_the_services(places.east, CHANGE, case=case, **told(change)) == "MK017"


def test_an_answered_request_is_answered_again_and_its_case_is_not_asked_twice(places):
    (parcel,) = in_force(places.west, square(100, 100, 40, 20))
    change, request = halves(places.west, parcel), uuid4()
    case = case_for(places.west, change)
    arguments = {"change": change, "request_id": request, "by": None, "reason": "test", "source": "test"}
    with territory([places.west.body.pk]):
        event = change_land(**arguments, case_id=case)
    with territory([places.west.body.pk]):
        assert change_land(**arguments, case_id=case) == event


def test_an_outline_that_crosses_itself_is_refused_with_its_place_before_anything_is_computed(places):
    (parcel,) = in_force(places.west, square(100, 100, 40, 20))
    change = halves(places.west, parcel)
    case = case_for(places.west, change)
    (x, y), size = change.children[0].geom.extent[:2], 5
    bow = Polygon([(x, y), (x + size, y + size), (x + size, y), (x, y + size), (x, y)], srid=storage_srid())
    shapes = [f"SRID={storage_srid()};MULTI{bow.wkt}".replace("((", "(((").replace("))", ")))")]
    assert asked_past_the_services(places.west, CHANGE, case=case, **(told(change) | {"shapes": shapes})) == "MK009"


def _proposed(office: Office, *shapes):
    with territory([office.body.pk]):
        new = [NewParcel(geom=shape, label=str(100 + turn)) for turn, shape in enumerate(shapes)]
        return [parcel.pk for parcel in enter_parcels(plan=office.plan, parcels=new, source="test")]


def test_a_plan_replaces_the_land_under_it_by_its_own_approved_case_only(places):
    office = places.west
    under, aside = in_force(office, square(100, 100, 40, 20), square(300, 100, 40, 20))
    children = _proposed(office, square(100, 100, 40, 20))
    asked = {"ended": [under], "children": children, "blocks": [office.block.pk], "labels": ["100"]}
    assert asked_past_the_services(office, REPLAN, case=None, **asked) == "MK038"
    with territory([office.body.pk]):
        change = split_evenly(under, parts=2, bearing=0)
        other_kind, case = decided(change, office), decided_plan(office)
    assert asked_past_the_services(office, REPLAN, case=other_kind, **asked) == "MK017"
    assert asked_past_the_services(office, REPLAN, case=case, **(asked | {"ended": [under, aside]})) == "MK017"
    assert asked_past_the_services(office, REPLAN, case=case, **asked) == ""
    assert asked_past_the_services(office, REPLAN, case=case, **(asked | {"ended": [aside]})) == "MK038"


def test_what_is_not_of_the_plan_does_not_begin_by_its_case(places):
    office = places.west
    (under,) = in_force(office, square(100, 100, 40, 20))
    asked = {"ended": [under], "children": [uuid4()], "blocks": [office.block.pk], "labels": ["100"]}
    with territory([office.body.pk]):
        case = decided_plan(office)
    assert asked_past_the_services(office, REPLAN, case=case, **asked) == "MK017"
