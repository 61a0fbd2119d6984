"""The areas of a parcel, and what restrictions take from it."""

from decimal import Decimal

import pytest
import shapely

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_shapely
from parcels.plans.enums import MaskKind
from parcels.register.areas import areas_of
from parcels.register.edges import point_scale
from parcels.register.models import Parcel
from tests.factories.cases import enter_drawn, on_ground, restrict


@pytest.fixture
def parcel(places):
    return enter_drawn(places.west, "A", cell_m=20)["A"]


def test_the_ground_area_is_the_grid_area_by_the_scale_squared(parcel):
    areas = areas_of(parcel)
    assert areas.grid_m2 == pytest.approx(400.0, abs=1e-6)
    assert areas.ground_m2 == pytest.approx(400.0 / point_scale(to_shapely(parcel.geom)) ** 2, abs=1e-9)
    assert abs(areas.ground_m2 - areas.grid_m2) > 0.05
    assert (areas.net_m2, areas.deductions) == (areas.ground_m2, ())


@pytest.mark.parametrize("kind", [MaskKind.FLOOD, MaskKind.EXPROPRIATION, MaskKind.ENERGY])
def test_a_restriction_is_shown_and_taken_off(places, parcel, kind):
    restrict(places.west, on_ground(shapely.box(-10, 0, 5, 20), places.west), kind)
    areas = areas_of(parcel)
    (deduction,) = areas.deductions
    assert (deduction.kind, deduction.name) == (kind, "قيد")
    assert deduction.m2 == pytest.approx(areas.ground_m2 / 4, abs=1e-6)
    assert areas.net_m2 == pytest.approx(areas.ground_m2 * 3 / 4, abs=1e-6)


def test_land_under_two_restrictions_is_taken_off_once(places, parcel):
    restrict(places.west, on_ground(shapely.box(0, 0, 10, 20), places.west), MaskKind.FLOOD)
    restrict(places.west, on_ground(shapely.box(5, 0, 15, 20), places.west), MaskKind.ENERGY)
    areas = areas_of(parcel)
    assert [round(deduction.m2 / areas.ground_m2, 6) for deduction in areas.deductions] == [0.5, 0.5]
    assert areas.net_m2 == pytest.approx(areas.ground_m2 / 4, abs=1e-6)


def test_a_heritage_area_takes_no_land_and_a_neighbouring_restriction_none(places, parcel):
    restrict(places.west, on_ground(shapely.box(0, 0, 20, 20), places.west), MaskKind.HERITAGE)
    restrict(places.west, on_ground(shapely.box(20, 0, 40, 20), places.west), MaskKind.FLOOD)
    areas = areas_of(parcel)
    assert (areas.net_m2, areas.deductions) == (areas.ground_m2, ())


def test_the_deed_area_is_read_by_the_office_and_not_by_the_public(places, parcel):
    with territory([places.west.body.pk]):
        Parcel.objects.filter(pk=parcel.pk).update(deed_area_m2=Decimal("401.50"))
        assert areas_of(parcel).deed_m2 == Decimal("401.50")
        assert areas_of(parcel, deed_m2=Decimal("402")).deed_m2 == Decimal("402")
    with territory([places.east.body.pk]):
        assert areas_of(parcel).deed_m2 is None


def test_the_surveyed_area_is_what_is_handed_in(parcel):
    assert areas_of(parcel).survey_m2 is None
    assert areas_of(parcel, survey_m2=Decimal("399.98")).survey_m2 == Decimal("399.98")
