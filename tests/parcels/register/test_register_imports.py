"""Imported rows are held against the register by its own rule; places are compared with it and become nothing."""

from collections.abc import Callable
from uuid import uuid4

import pytest
import shapely

from geo.municipalities.scope import everywhere, territory
from geo.staging.errors import OnlyCompared
from geo.staging.models import StagedLayer
from geo.staging.registry import Acceptance
from geo.staging.selectors import errors_of
from geo.staging.services import Answers, accept, check, receive
from parcels.register.errors import Overlap
from parcels.register.models import Parcel
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import ORIGIN, Places, square
from tests.geo.exchange.reading import land

X, Y = ORIGIN
Take = Callable[..., StagedLayer]


@pytest.fixture
def take(places: Places) -> Take:
    """Take a file in for the western office; return its reading, checked."""

    def run(content: bytes, name: str, kind: str = "parcels", **answers: object) -> StagedLayer:
        with territory([places.west.body.pk]):
            layer = receive(
                content=content, name=name, kind=kind, office=places.west.body, by=places.west.surveyor,
                request_id=uuid4(), answers=Answers(**answers),
            )  # fmt: skip
            return check(layer=layer)

    return run


@pytest.fixture
def standing(places: Places) -> list[Parcel]:
    """Two squares of 20 m side by side that the register holds."""
    with everywhere():
        new = [NewParcel(geom=square(x, 0, 20)) for x in (0, 20)]
        entered = enter_parcels(plan=places.west.plan, parcels=new, source="survey")
        allot_numbers(block=places.west.block, parcel_ids=[each.pk for each in entered], request_id=uuid4())
        return list(Parcel.objects.filter(pk__in=[each.pk for each in entered]).order_by("code"))


def told(layer: StagedLayer) -> list[dict]:
    with everywhere():
        return errors_of(layer, 50)


def test_a_strip_of_a_millimetre_is_told_once_and_blocks_nothing(take: Take, standing, places: Places, tmp_path):
    rows = [
        shapely.box(X + 39.999, Y, X + 60, Y + 20),  # 1 mm over the second square
        shapely.box(X + 0.5, Y + 19.999, X + 19, Y + 40),  # 1 mm over the first, a shorter one
        shapely.box(X + 100, Y, X + 120, Y + 20),
    ]
    layer = take(land.write(tmp_path / "made.gpkg", rows), "plan.gpkg")
    (note,) = (each for each in told(layer) if each["code"] == "strip_register")
    assert (note["row"], note["blocks"], note["count"], note["area_m2"]) == (1, False, 2, 0.02)
    assert not [each for each in told(layer) if each["blocks"]]
    with territory([places.west.body.pk]):
        done = accept(layer=layer, acceptance=Acceptance(by=places.west.head, reason="new survey"))
    assert done.state == "accepted"


def test_what_is_wider_overlaps_and_blocks(take: Take, standing, tmp_path):
    over = shapely.box(X + 39.995, Y, X + 60, Y + 20)
    layer = take(land.write(tmp_path / "made.gpkg", [over]), "plan.gpkg")
    (found,) = (each for each in told(layer) if each["blocks"])
    assert (found["code"], found["parcel_code"], found["area_m2"]) == ("overlaps_register", standing[1].code, 0.1)


def test_the_register_takes_what_was_only_told_and_refuses_what_blocked(take: Take, standing, places: Places):
    with everywhere():
        for west, sound in ((39.999, True), (39.995, False)):
            new = [NewParcel(geom=square(west, 0, 20.001))]
            (entered,) = enter_parcels(plan=places.west.plan, parcels=new, source="survey")
            if sound:
                allot_numbers(block=places.west.block, parcel_ids=[entered.pk], request_id=uuid4())
            else:
                with pytest.raises(Overlap):
                    allot_numbers(block=places.west.block, parcel_ids=[entered.pk], request_id=uuid4())


def test_places_say_on_which_land_they_lie_and_become_nothing(take: Take, standing, places: Places):
    table = (
        'permit,wkt\n'
        f'one,"MULTIPOINT ({X + 5} {Y + 5},{X + 25} {Y + 5},{X + 26} {Y + 6})"\n'
        f'two,POINT ({X + 200} {Y + 200})\n'
    )  # fmt: skip
    layer = take(table.encode(), "places.csv", kind="places", epsg=9359)
    found = [(each["row"], each["code"]) for each in told(layer)]
    assert found == [(1, "several_places"), (1, "lies_on"), (2, "lies_on_nothing")]
    (on,) = (each for each in told(layer) if each["code"] == "lies_on")
    assert on["land"] == [each.code for each in standing]
    with territory([places.west.body.pk]), pytest.raises(OnlyCompared):
        accept(layer=layer, acceptance=Acceptance(by=places.west.head, reason="all"))
