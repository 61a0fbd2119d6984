"""The fence lies on the boundary: within five centimetres of it, and never on the street."""

import json
from datetime import date

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_geos
from geo.spatial_rules.models import ReferenceValue
from parcels.register.models import BoundaryVersion
from parcels.register.selectors import sides
from permits.applications.errors import NoSideChosen
from permits.applications.fence import fence_along
from permits.applications.spatial_rules.fence_on_boundary import FenceOnBoundary
from tests.factories.cases import enter_drawn, enter_shapes, hold_values, line_works, on_ground
from tests.golden import golden, untold
from tests.permits.applications.rulings import ask

#: A is the land: 40 m by 20 m, its corner at (0, 0). B is its neighbour in the east, C in the north-west; the dots
#: are streets.
QUARTER = """
CC.....
AAAABB.
AAAABB.
.......
"""
#: Each row of the drawing below A is ten metres; the lowest is a street, so A begins at y = 10.
SOUTH, NORTH, WEST, EAST = 10.0, 30.0, 0.0, 40.0
CM = 0.01
RULE = FenceOnBoundary()

LEGAL = {
    "the whole south side, on the street line": [(WEST, SOUTH), (EAST, SOUTH)],
    "half a side": [(5, SOUTH), (17.5, SOUTH)],
    "round a corner": [(20, SOUTH), (EAST, SOUTH), (EAST, 25)],
    "all the way round": [(WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH), (WEST, SOUTH)],
    "4.9 cm inside the street line": [(0.049, SOUTH + 4.9 * CM), (EAST - 0.049, SOUTH + 4.9 * CM)],
    "exactly 5 cm inside": [(5, SOUTH + 5 * CM), (15, SOUTH + 5 * CM)],
    "4.9 cm over the neighbour's side": [(EAST + 4.9 * CM, 12), (EAST + 4.9 * CM, 28)],
    "the neighbour's side and its own in one line": [(EAST - 4 * CM, 12), (EAST + 4 * CM, 28)],
    "half a millimetre over the street line, which the grid of coordinates cannot tell": [
        (5, SOUTH - 0.0005),
        (15, SOUTH - 0.0005),
    ],
}
OFF = {
    "5.1 cm inside": [(5, SOUTH + 5.1 * CM), (15, SOUTH + 5.1 * CM)],
    "5.1 cm over the neighbour's side": [(EAST + 5.1 * CM, 12), (EAST + 5.1 * CM, 28)],
    "across the land": [(WEST, SOUTH), (EAST, NORTH)],
    "along the boundary and then one metre into the street": [(20, SOUTH), (EAST, SOUTH), (EAST, SOUTH - 1)],
    "round another parcel": [(42, SOUTH), (60, SOUTH)],
    "leaving the boundary by a spike": [(10, SOUTH), (12, SOUTH), (12, SOUTH + 0.06), (12, SOUTH), (20, SOUTH)],
}
BEYOND = {
    "4.9 cm outside the street line": [(5, SOUTH - 4.9 * CM), (15, SOUTH - 4.9 * CM)],
    "2 mm outside the street line": [(5, SOUTH - 0.002), (15, SOUTH - 0.002)],
    "drifting 3 cm into the street in the north": [(22, NORTH), (38, NORTH + 3 * CM)],
    "from the neighbour's side out to the street": [(EAST + 3 * CM, 12), (EAST + 3 * CM, NORTH + 2 * CM)],
}  # fmt: skip


@pytest.fixture
def quarter(ground):
    return enter_drawn(ground.west, QUARTER)


@golden(FenceOnBoundary, "points", LEGAL, answer="yes")
def test_a_fence_on_the_boundary_is_met(ground, quarter, points):
    finding = ask(RULE, ground.west, quarter["A"], works=line_works(*points, office=ground.west))
    assert (finding.answer, finding.geometry) == ("yes", None)
    assert finding.evidence["length_m"] == pytest.approx(shapely.LineString(points).length, abs=1e-3)


@golden(FenceOnBoundary, "points", OFF, answer="no")
def test_a_fence_off_the_boundary_is_not_met_and_the_offending_part_is_shown(ground, quarter, points):
    finding = ask(RULE, ground.west, quarter["A"], works=line_works(*points, office=ground.west))
    assert finding.answer == "no"
    assert finding.evidence["off_m"] > 0
    assert shown_m(finding) == pytest.approx(finding.evidence["off_m"], abs=2e-3)


@golden(FenceOnBoundary, "points", BEYOND, answer="no")
def test_on_the_street_there_is_no_tolerance(ground, quarter, points):
    finding = ask(RULE, ground.west, quarter["A"], works=line_works(*points, office=ground.west))
    assert finding.answer == "no"
    assert finding.evidence["off_m"] == 0
    assert shown_m(finding) == pytest.approx(finding.evidence["beyond_m"], abs=2e-3)


def test_what_lies_off_is_measured(ground, quarter):
    works = line_works((20, SOUTH), (EAST, SOUTH), (EAST, SOUTH - 3), office=ground.west)
    finding = ask(RULE, ground.west, quarter["A"], works=works)
    assert finding.evidence == {
        "length_m": 23.0,
        "off_m": pytest.approx(2.95, abs=2e-3),
        "beyond_m": pytest.approx(2.999, abs=2e-3),
        "within_m": "0.0500",
    }


def test_nothing_to_fence_is_not_met(ground, quarter):
    nothing = GEOSGeometry("MULTILINESTRING EMPTY", srid=9359)
    finding = ask(RULE, ground.west, quarter["A"], works=nothing)
    assert finding.answer == "no"


def test_the_ring_of_a_courtyard_is_boundary_too(ground):
    ring = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20))
    (parcel,) = enter_shapes(ground.west, [on_ground(ring, ground.west)])
    inner = line_works((10, 10), (20, 10), (20, 20), office=ground.west)
    assert ask(RULE, ground.west, parcel, works=inner).answer == "yes"
    across = line_works((10, 10), (20, 20), office=ground.west)
    assert ask(RULE, ground.west, parcel, works=across).answer == "no"


@untold(FenceOnBoundary)
@pytest.mark.parametrize("since", [None, date(2099, 1, 1)])
def test_without_a_tolerance_for_the_day_the_rule_cannot_tell(places, since):
    hold_values(without=["fence_on_boundary"])
    if since:
        ReferenceValue.objects.create(
            code="fence_on_boundary", value="0.05", unit="m", valid_from=since, cites="test", status="test"
        )
    parcel = enter_drawn(places.west, "A")["A"]
    finding = ask(RULE, places.west, parcel)
    assert finding.answer == "unknown"
    assert "fence_on_boundary" in finding.evidence["missing"]


def test_the_tolerance_of_the_day_holds(ground, quarter):
    old = ReferenceValue.objects.get(code="fence_on_boundary")
    old.valid_to = date(2025, 12, 31)
    old.save()
    ReferenceValue.objects.create(
        code="fence_on_boundary", value="0.10", unit="m", valid_from=date(2026, 1, 1), cites="test", status="test"
    )
    works = line_works((5, SOUTH + 8 * CM), (15, SOUTH + 8 * CM), office=ground.west)
    answers = [
        ask(RULE, ground.west, quarter["A"], works=works, on=day).answer
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2019, 12, 31))
    ]
    assert answers == ["no", "yes", "unknown"]


def test_no_side_is_no_fence(ground, quarter):
    with territory([ground.west.body.pk]):
        version = BoundaryVersion.objects.get(pk=quarter["A"].version_id)
        for chosen in ([], [0], [99]):
            with pytest.raises(NoSideChosen):
                fence_along(version, chosen)


@pytest.fixture
def crooked(ground):
    """A parcel with as many sides as old quarters have, at places that are not round."""
    outline = shapely.Polygon([
        (0.123, 0.456), (11.337, -1.204), (19.998, 0.001), (27.419, 3.907), (25.001, 9.333), (26.730, 16.018),
        (14.222, 14.999), (13.876, 20.010), (3.141, 18.592), (-2.718, 9.871),
    ])  # fmt: skip
    (parcel,) = enter_shapes(ground.west, [on_ground(outline, ground.west)])
    return parcel


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(chosen=st.sets(st.integers(1, 10), min_size=1), turned=st.booleans())
def test_any_sides_of_the_parcel_make_a_fence_on_its_boundary(ground, crooked, chosen, turned):
    with territory([ground.west.body.pk]):
        works = fence_along(BoundaryVersion.objects.get(pk=crooked.version_id), chosen)
    if turned:
        works = to_geos(shapely.from_wkb(bytes(works.wkb)).reverse())
    finding = ask(RULE, ground.west, crooked, works=works)
    assert finding.answer == "yes"
    expected = sum(side.length for side in sides(crooked) if side.from_corner in chosen)
    assert finding.evidence["length_m"] == pytest.approx(expected, abs=1e-3)


def shown_m(finding):
    """Return the length of what a finding shows, in metres of the storage CRS."""
    shown = GEOSGeometry(json.dumps(finding.geometry), srid=4326)
    shown.transform(9359)
    return shown.length
