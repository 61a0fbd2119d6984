"""The four boundaries of drawn parcels: lengths, neighbours, streets, and the words for them."""

from decimal import Decimal

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyproj import Geod, Transformer

from geo.municipalities.scope import territory
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_geos
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import Street
from parcels.register.edges import boundary_sides, point_scale, side_lines
from parcels.register.enums import Compass
from tests.factories.cases import enter_drawn, enter_shapes, on_ground


def lay_street(office, points, *, width_m, name="", name_en="", street_class=StreetClass.LOCAL):
    """Lay a street along points so many metres from the office's corner."""
    with territory([office.body.pk]):
        return Street.objects.create(
            municipality=office.body, district=office.district, name=name, name_en=name_en, width_m=width_m,
            street_class=street_class, geom=to_geos(on_ground(shapely.LineString(points), office)),
        )  # fmt: skip


def met(parcel):
    """Return what each side adjoins: {facing: [(kind, metres)]}."""
    return {
        side.facing.value: [(abutter.kind, round(abutter.along_m)) for abutter in side.abutters]
        for side in boundary_sides(parcel)
    }


def side_of(parcel, facing):
    return next(side for side in boundary_sides(parcel) if side.facing == facing)


def test_a_parcel_among_others_names_each_neighbour_once_on_its_side(places):
    drawn = enter_drawn(
        places.west,
        """
        NNN
        WAE
        SST
        """,
    )
    assert met(drawn["A"]) == {
        "north": [("parcel", 10)], "east": [("parcel", 10)], "south": [("parcel", 10)], "west": [("parcel", 10)],
    }  # fmt: skip
    (south,) = side_of(drawn["A"], Compass.SOUTH).abutters
    assert (south.code, south.parcel_id) == (drawn["S"].code, drawn["S"].pk)
    assert south.text_en == f"Parcel {drawn['S'].number}"


def test_the_words_for_a_neighbour_are_those_of_a_deed_in_arabic_digits(places):
    drawn = enter_drawn(places.west, "AB")
    (east,) = side_of(drawn["A"], Compass.EAST).abutters
    assert east.text_ar == "القطعة رقم ٢"


def test_two_neighbours_along_one_side_stand_in_order_of_length(places):
    drawn = enter_drawn(
        places.west,
        """
        BCC
        AAA
        """,
    )
    north = side_of(drawn["A"], Compass.NORTH)
    assert [(abutter.code, round(abutter.along_m)) for abutter in north.abutters] == [
        (drawn["C"].code, 20), (drawn["B"].code, 10)
    ]  # fmt: skip


def test_a_parcel_that_touches_at_a_corner_only_is_no_neighbour(places):
    drawn = enter_drawn(
        places.west,
        """
        .B
        A.
        """,
    )
    assert met(drawn["A"]) == {facing.value: [("open", 10)] for facing in Compass}


@pytest.mark.parametrize(("gap_m", "kind"), [(0.04, "parcel"), (0.06, "open")])
def test_neighbours_lie_within_five_centimetres(places, gap_m, kind):
    mine, _other = enter_shapes(
        places.west,
        [on_ground(shapely.box(0, 0, 10, 10), places.west), on_ground(shapely.box(10 + gap_m, 0, 20, 10), places.west)],
    )
    assert met(mine)["east"] == [(kind, 10)]


@pytest.mark.parametrize(("shared_m", "kinds"), [(1.2, ["open", "parcel"]), (0.8, ["open"])])
def test_a_neighbour_shares_a_metre_at_least(places, shared_m, kinds):
    mine, _other = enter_shapes(
        places.west,
        [
            on_ground(shapely.box(0, 0, 10, 10), places.west),
            on_ground(shapely.box(10, 10 - shared_m, 20, 20), places.west),
        ],
    )
    assert [kind for kind, _metres in met(mine)["east"]] == kinds


def test_a_named_street_is_worded_with_its_width(places):
    drawn = enter_drawn(places.west, "A", cell_m=20)
    street = lay_street(
        places.west, [(-50, -7.5), (80, -7.5)], width_m="15", name="شارع السدرة", name_en="Sidra Street"
    )
    (south,) = side_of(drawn["A"], Compass.SOUTH).abutters
    assert (south.kind, south.street_id, south.width_m) == ("street", street.pk, Decimal("15"))
    assert (south.text_ar, south.text_en) == ("شارع السدرة عرض ١٥ م", "Sidra Street, 15 m wide")


@pytest.mark.parametrize(
    ("street_class", "width_m", "arabic", "english"),
    [
        (StreetClass.ALLEY, "3", "سكة عرض ٣ م", "Alley, 3 m wide"),
        (StreetClass.ALLEY, "3.50", "سكة عرض ٣٫٥ م", "Alley, 3.5 m wide"),
        (StreetClass.LOCAL, "20", "شارع عرض ٢٠ م", "Street, 20 m wide"),
    ],
)
def test_a_street_without_a_name_is_worded_by_its_kind(places, street_class, width_m, arabic, english):
    drawn = enter_drawn(places.west, "A", cell_m=20)
    middle = 20 + float(width_m) / 2
    lay_street(places.west, [(-50, middle), (80, middle)], width_m=width_m, street_class=street_class)
    (north,) = side_of(drawn["A"], Compass.NORTH).abutters
    assert (north.text_ar, north.text_en) == (arabic, english)


def test_a_corner_plot_faces_two_streets_and_the_nearer_wins_each_side(places):
    drawn = enter_drawn(places.west, "A", cell_m=20)
    south = lay_street(places.west, [(-50, -7.5), (80, -7.5)], width_m="15")
    east = lay_street(places.west, [(26, -50), (26, 80)], width_m="12")
    found = {side.facing.value: [abutter.street_id for abutter in side.abutters] for side in boundary_sides(drawn["A"])}
    assert found == {"north": [None], "east": [east.pk], "south": [south.pk], "west": [None]}


def test_a_street_far_away_is_not_named(places):
    drawn = enter_drawn(places.west, "A", cell_m=20)
    lay_street(places.west, [(-50, -12), (80, -12)], width_m="15")
    assert met(drawn["A"])["south"] == [("open", 20)]


def test_a_neighbour_of_another_office_is_named_too(places):
    (mine,) = enter_shapes(places.west, [on_ground(shapely.box(980, 0, 1000, 20), places.west)])
    (other,) = enter_shapes(places.east, [on_ground(shapely.box(0, 0, 20, 20), places.east)])
    (east,) = side_of(mine, Compass.EAST).abutters
    assert east.code == other.code
    assert east.text_ar.endswith("بلك ١")


def test_a_broken_boundary_is_one_line_when_its_edges_follow_each_other_and_several_when_not():
    chamfered = shapely.Polygon([(0, 0), (20, 0), (20, 18), (19, 20), (0, 20)])
    lines = side_lines(chamfered)
    assert lines[Compass.EAST].geom_type == "LineString" and len(lines[Compass.EAST].coords) == 3
    stepped = shapely.Polygon([(0, 0), (20, 0), (20, 10), (10, 10), (10, 20), (0, 20)])
    assert side_lines(stepped)[Compass.NORTH].geom_type == "MultiLineString"
    assert sum(line.length for line in side_lines(stepped).values()) == stepped.exterior.length


def test_a_hole_adds_no_boundary():
    holed = shapely.box(0, 0, 20, 20).difference(shapely.box(5, 5, 6, 6))
    assert sum(line.length for line in side_lines(holed).values()) == 80


def test_the_length_on_the_ground_is_that_of_the_ellipsoid(places):
    drawn = enter_drawn(places.west, "A", cell_m=20)
    side = side_of(drawn["A"], Compass.NORTH)
    lonlat = Transformer.from_crs(storage_srid(), 9333, always_xy=True)
    ends = [lonlat.transform(*point) for point in side.line.coords]
    geodesic = Geod(ellps="GRS80").line_length(*zip(*ends, strict=True))
    assert side.length_grid_m == pytest.approx(20.0, abs=1e-9)
    assert side.length_ground_m == pytest.approx(geodesic, abs=1e-5)
    assert side.length_ground_m != pytest.approx(side.length_grid_m, abs=1e-3)


def test_the_point_scale_on_the_central_meridian_is_that_of_the_projection():
    assert point_scale(shapely.box(499_990, 2_937_000, 500_010, 2_937_020)) == pytest.approx(0.9996, abs=1e-9)


def test_two_questions_to_the_database_are_enough(places):
    drawn = enter_drawn(
        places.west,
        """
        BCD
        EAF
        """,
    )
    lay_street(places.west, [(-50, -7.5), (80, -7.5)], width_m="15")
    boundary_sides(drawn["A"])  # GeoDjango reads the units of the storage CRS once a process
    with CaptureQueriesContext(connection) as asked:
        boundary_sides(drawn["A"])
    assert len(asked) == 2
