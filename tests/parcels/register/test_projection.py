"""What everyone may know of a parcel follows every change, in the same transaction."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import shapely

from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from parcels.plans.models import Block, District, Plan
from parcels.register.enums import PUBLIC_STATES, ParcelState
from parcels.register.models import Parcel, PublishedParcel, PublishedPlace
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.places import square
from tests.parcels.register.test_states import WAY, lead
from tests.sql.connections import connect, enter_scope
from tests.sql.land import drawing, number, surface
from tests.sql.races import Held

BOX = shapely.box(0, 0, 20, 20)


@pytest.fixture
def parcel(places):
    office = places.west
    with territory([office.body.pk]):
        (new,) = enter_parcels(plan=office.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="survey")
        allot_numbers(block=office.block, parcel_ids=[new.pk], request_id=uuid4())
        yield new


@pytest.mark.django_db
@pytest.mark.parametrize("state", WAY)
def test_a_parcel_is_shown_in_its_public_states_and_hidden_otherwise(places, parcel, state):
    lead(parcel, state, places.west.surveyor)
    shown = PublishedParcel.objects.filter(pk=parcel.pk).values_list("state", flat=True)
    assert list(shown) == ([state] if state in PUBLIC_STATES else [])


@pytest.mark.django_db
def test_a_parcel_that_is_proposed_again_and_taken_back_is_hidden_and_shown_under_its_number(places, parcel):
    code = PublishedParcel.objects.get().code
    for state in (ParcelState.PROPOSED, ParcelState.PROVISIONAL):
        assert PublishedParcel.objects.exists() == (state == ParcelState.PROPOSED)
        change_state(parcel_ids=[parcel.pk], to=state, by=None, reason="objection")
    assert PublishedParcel.objects.get().code == code


NAMES = {
    "the district": (
        District,
        {"name": "حي آخر", "name_en": "Other"},
        {"district_name": "حي آخر", "district_name_en": "Other"},
    ),
    "the plan": (Plan, {"number": "999/1"}, {"plan_number": "999/1"}),
    "the block": (Block, {"label": "7"}, {"block_label": "7"}),
    "the office": (Municipality, {"name": "بلدية أخرى"}, {"municipality_name": "بلدية أخرى"}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("frame", NAMES)
def test_a_new_name_of_the_frame_is_shown(places, parcel, frame):
    model, change, shown = NAMES[frame]
    held = {District: places.west.district, Plan: places.west.plan, Block: places.west.block}
    place = held.get(model, places.west.body)
    assert model.objects.filter(pk=place.pk).update(**change) == 1
    assert PublishedParcel.objects.filter(pk=parcel.pk).values(*shown).get() == shown


@pytest.mark.django_db
def test_names_of_the_frame_elsewhere_change_nothing_here(places, parcel):
    before = PublishedParcel.objects.values().get()
    with territory([places.east.body.pk]):
        District.objects.update(name="حي في الشرق")
    assert PublishedParcel.objects.values().get() == before


@pytest.mark.django_db
def test_search_words_follow_a_new_name(places, parcel):
    District.objects.filter(pk=places.west.district.pk).update(name="حي القديح")
    assert PublishedPlace.objects.filter(plan_id=places.west.plan.pk, words__contains="قديح").exists()


@pytest.mark.django_db
def test_what_is_closed_in_law_is_shown_no_more(parcel):
    boundary = parcel.boundaries.get()
    parcel.boundaries.update(
        valid=(boundary.valid.lower, boundary.valid.lower.replace(year=boundary.valid.lower.year + 1))
    )
    assert PublishedParcel.objects.exists(), "true until next year"


@pytest.mark.django_db(transaction=True)
def test_the_projection_shows_the_outline_that_is_held(places):
    (parcel,) = number(places.west, [surface(BOX)])
    first = PublishedParcel.objects.get()
    with connect("app") as app:
        with app.transaction():
            enter_scope(app, [places.west.body.pk])
            app.execute("UPDATE register_boundaryversion SET recorded = tstzrange(lower(recorded), now())")
        assert not PublishedParcel.objects.exists(), "no outline is held"
        with app.transaction():
            enter_scope(app, [places.west.body.pk])
            drawing(parcel, shapely.box(5, 5, 25, 35))(app)
    second = PublishedParcel.objects.get()
    assert (second.area_m2, second.geom_3857.srid) == (600, 3857)
    assert second.version_id != first.version_id
    assert second.geom_3857.contains(second.label_3857)


@pytest.mark.django_db(transaction=True)
def test_a_new_outline_and_a_new_name_at_once_are_both_shown(places):
    """Whichever comes last writes what both made: an upsert from an older look would bring back the old outline."""
    office = places.west
    (parcel,) = number(office, [surface(BOX)])
    with connect("app") as drawer, connect("app") as namer:
        for connection in (drawer, namer):
            connection.execute("BEGIN")
            enter_scope(connection, [office.body.pk])
        drawer.execute("UPDATE register_boundaryversion SET recorded = tstzrange(lower(recorded), now())")
        drawing(parcel, shapely.box(0, 0, 20, 30))(drawer)
        held = Held(namer, lambda: namer.execute("UPDATE plans_district SET name = 'حي جديد'"))
        assert held.waits()
        drawer.execute("COMMIT")
        assert held.finish() == ""
        namer.execute("COMMIT")
    shown = PublishedParcel.objects.get()
    assert (shown.area_m2, shown.district_name) == (600, "حي جديد")


@pytest.mark.django_db
def test_the_projection_of_many_is_one_for_each(places):
    office = places.west
    with territory([office.body.pk]):
        new = [NewParcel(geom=square(20 * i, 0, 20)) for i in range(30)]
        ids = [p.pk for p in enter_parcels(plan=office.plan, parcels=new, source="survey")]
        allot_numbers(block=office.block, parcel_ids=ids, request_id=uuid4())
        Plan.objects.filter(pk=office.plan.pk).update(approved_on=datetime(2024, 1, 1, tzinfo=UTC).date())
        change_state(parcel_ids=ids[:10], to=ParcelState.ACTIVE, by=None, reason="test")
        assert Parcel.objects.count() == 30
    states = list(PublishedParcel.objects.order_by("code").values_list("state", flat=True))
    assert states == ["active"] * 10 + ["provisional"] * 20
