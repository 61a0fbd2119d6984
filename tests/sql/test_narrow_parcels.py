"""A parcel that is nothing but tolerance: the overlap rule could not see it, so it does not enter."""

import pytest
import shapely

from geo.municipalities.scope import territory
from parcels.register.errors import InvalidBoundary
from parcels.register.services import NewParcel, enter_parcels
from tests.sql.land import surface

WIDE = shapely.box(0, 0, 20, 20)


@pytest.mark.parametrize(
    ("shape", "parts"),
    [
        (shapely.box(5, 5, 15, 5.001), False),
        (shapely.box(5, 5, 15, 5.002), False),
        (shapely.box(5, 5, 5.001, 5.001), False),
        (shapely.Polygon([(0, 5), (20, 5), (20, 5.002)]), False),
        (shapely.MultiPolygon([shapely.box(40, 0, 60, 20), shapely.box(5, 5, 15, 5.002)]), True),
    ],
)
def test_what_is_nowhere_wider_than_the_tolerance_is_no_parcel(places, shape, parts):
    with territory([places.west.body.pk]):
        enter_parcels(plan=places.west.plan, parcels=[NewParcel(geom=surface(WIDE))], source="test")
        with pytest.raises(InvalidBoundary) as refused:
            enter_parcels(
                plan=places.west.plan, parcels=[NewParcel(geom=surface(shape), several_parts=parts)], source="test"
            )
    assert refused.value.context["reason"] == "Too narrow"
    assert refused.value.context["x"] >= 400_000


def test_a_narrow_parcel_of_half_a_centimetre_enters(places):
    with territory([places.west.body.pk]):
        new = NewParcel(geom=surface(shapely.box(0, 0, 20, 0.005)))
        assert len(enter_parcels(plan=places.west.plan, parcels=[new], source="test")) == 1
