"""A dated value holds from its first day to its last: the same drawing, judged on both sides of a change of the law.

···│  the old value  │  the new value
  2025              2026
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.models import ReferenceValue
from permits.applications.spatial_rules.access import Access
from permits.applications.spatial_rules.corner_open import CornerOpen
from permits.applications.spatial_rules.floor_area import FloorArea
from permits.applications.spatial_rules.footprint_in_parcel import FootprintInParcel
from permits.applications.spatial_rules.footprint_unchanged import FootprintUnchanged
from permits.applications.spatial_rules.height import Height
from permits.applications.spatial_rules.neighbour_distance import NeighbourDistance
from permits.applications.spatial_rules.neighbours_protected import NeighboursProtected
from permits.applications.spatial_rules.parking import Parking
from permits.applications.spatial_rules.setbacks import Setbacks
from permits.applications.spatial_rules.use_in_zone import UseInZone
from permits.applications.spatial_rules.works_on_building import WorksOnBuilding
from tests.permits.applications.rules.picture import LIMITS, Land, at

BEGINS, CHANGES = date(2025, 1, 1), date(2026, 1, 1)
DAY = timedelta(days=1)
HOUSE = {
    "use": "residential", "height_m": "14.5", "parking": 1, "units": 1,
    "floors": [{"place": "ground", "area_m2": "8"}, {"place": "annex", "area_m2": "5"}],
}  # fmt: skip
#: Two cells of 2 m by 2 m are drawn on a plot of 32 m²; the neighbour's building is 2 m away, the street 2 m wide.
PLOT = """
=======
P##PBNN
PPPPNNN
"""
#: Two streets of 8 m meet; the house keeps 2 m from their corner along either side.
CORNER = """
====++++
====++++
====++++
====++++
PPPP||||
PPPP||||
PPPP||||
"""
LAND = Land(picture=PLOT, details=HOUSE)
CUT_BACK = Land(picture=CORNER, works=at(0, 0, 8, 6).difference(at(5.9, 3.9, 8, 6)))
#: The rule, the dated value, as it was and as it is, and the answers then and now.
CHANGED = {
    "the gap to a neighbour grows": (NeighbourDistance(), LAND, "building_gap", "2", "2.01", "yes", "no"),
    "the gap shrinks": (NeighbourDistance(), LAND, "building_gap", "2.5", "2", "no", "yes"),
    "what is near a demolition": (NeighboursProtected(), LAND, "demolition_protection", "2", "3", "yes", "no"),
    "the least street": (Access(), LAND, "building_street_width", "2", "2.5", "yes", "no"),
    "the least frontage": (Access(), LAND, "building_access_frontage", "8.5", "8", "no", "yes"),
    "the corner that stays open": (CornerOpen(), CUT_BACK, "corner_cut_leg", "2", "5", "yes", "no"),
    "the height of a storey": (Height(), LAND, "building_storey_height", "3", "3.5", "no", "yes"),
    "spaces on small land": (Parking(), LAND, "parking_small_land", "1", "2", "yes", "no"),
    "the end of small land": (Parking(), LAND, "parking_small_land_until", "32", "31.99", "yes", "no"),
    "the share of an annex": (FloorArea(), LAND, "annex_share", "0.60", "0.70", "no", "yes"),
    "a use that is allowed no more": (UseInZone(), LAND, "use_allowed/residential/residential", "1", "0", "yes", "no"),
    "what is forgiven at the boundary": (
        FootprintInParcel(), replace(LAND, works=at(-0.02, 2, 4, 4)), "footprint_beyond", "0.02", "0.01", "yes", "no",
    ),
    "what is forgiven at a setback": (
        Setbacks(), Land(picture="=====\nPPPPP\nPPPPP\nPPPPP\nPPPPP\nPPPPP", works=at(2, 1.95, 8, 6)), "setback_slack",
        "0.05", "0.02", "yes", "no",
    ),
    "the outline of what is restored": (
        FootprintUnchanged(), Land(picture="PSSSP", works=at(1.7, 0, 8.3, 2)), "footprint_unchanged", "0.30", "0.10",
        "yes", "no",
    ),
    "the outline of what is pulled down": (
        WorksOnBuilding(), Land(picture="PSSSP", works=at(1.7, 0, 8.3, 2)), "footprint_unchanged", "0.10", "0.30",
        "no", "yes",
    ),
}  # fmt: skip


def hold(code, value, since, until=None):
    ReferenceValue.objects.create(
        code=code, value=Decimal(value), unit="-", valid_from=since, valid_to=until, cites="test", status="test"
    )


def answer_on(rule, land, day):
    """What a rule answers of a drawing by the values of a day, read from the database."""
    drawn = land.proposal()
    asked = replace(drawn, on=day)
    asked.__dict__["site"] = drawn.site
    (judged,) = judge_all([rule], asked).judged
    return judged.finding.answer


@pytest.mark.parametrize(
    ("rule", "land", "code", "old", "new", "before", "after"), CHANGED.values(), ids=CHANGED.keys()
)
def test_the_value_of_the_day_decides(rule, land, code, old, new, before, after):
    for other, value in LIMITS.items():
        if other != code:
            hold(other, value, BEGINS - 10 * DAY)
    hold(code, old, BEGINS, CHANGES - DAY)
    hold(code, new, CHANGES)
    days = (BEGINS - DAY, BEGINS, CHANGES - DAY, CHANGES)
    assert [answer_on(rule, land, day) for day in days] == ["unknown", before, before, after]
