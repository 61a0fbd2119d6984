"""Whatever is built deeper inside a plot breaks no rule that was kept farther out."""

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from geo.spatial_rules.rule import Answer, Rule
from permits.applications.spatial_rules.corner_open import CornerOpen
from permits.applications.spatial_rules.coverage import Coverage
from permits.applications.spatial_rules.footprint_clear_of_masks import FootprintClearOfMasks
from permits.applications.spatial_rules.footprint_in_parcel import FootprintInParcel
from permits.applications.spatial_rules.neighbour_distance import NeighbourDistance
from permits.applications.spatial_rules.setbacks import Setbacks
from permits.applications.spatial_rules.subject import setback_plan
from tests.permits.applications.rules.picture import Land, at

#: 28 m by 20 m and their neighbours: ordinary, on a corner, a flag lot, with reflex corners, between two streets.
PLOTS = (
    """
    ==============
    NNPPPPPPPPPPMM
    NNPPPPPPPPPPMM
    NNPPPPPPPPPPMM
    NNPPPPPPPPPPBM
    NNPPPPPPPPPPMM
    KKKKKKKKKKKKKK
    """,
    """
    ============||
    ============||
    NNPPPPPPPPPP||
    NBPPPPPPPPPP||
    NNPPPPPPPPPP||
    NNPPPPPPPPPP||
    KKKKKKKKKKKK||
    """,
    """
    ==============
    NNNNNPPMMMMMMM
    NNNNNPPMMMMMMM
    PPPPPPPPPPPPMM
    PPPPPPPPPPPPMM
    PPPPPPPPPPPPMM
    KKKKKKKKKKKKKK
    """,
    """
    ==============
    PPPPPPPMMMMMMM
    PPPPPPPMMMMMMM
    PPPPPPPPPPPPPP
    PPPPPPPPPPPPPP
    PPPPPNNNNPPPPP
    KKKKKKKKKKKKKK
    """,
    """
    ==============
    NNPPPPPPPPPPMM
    NNPPPPPPPPPPMM
    NNPPPPPPPPPPMM
    ==============
    """,
)
RULES = (FootprintInParcel(), Setbacks(), CornerOpen(), NeighbourDistance(), Coverage(), FootprintClearOfMasks())
METRES = st.floats(min_value=-2, max_value=30, allow_nan=False).map(lambda value: round(value, 2))
SIZES = st.floats(min_value=0.5, max_value=16).map(lambda value: round(value, 2))


@st.composite
def houses(draw: st.DrawFn) -> BaseGeometry:
    """A rectangle somewhere on the picture, turned by some angle."""
    x, y, width, depth = draw(METRES), draw(METRES), draw(SIZES), draw(SIZES)
    return shapely.affinity.rotate(at(x, y, x + width, y + depth), draw(st.integers(0, 89)))


def broken(plot: str, house: BaseGeometry) -> set[str]:
    """The codes of the rules that a house on a plot does not meet."""
    proposal = Land(picture=plot, works=house, masks=[("flood_channel", at(9, 0, 10, 3))]).proposal()
    return {rule.code for rule in RULES if _answer(rule, proposal) != Answer.YES}


def _answer(rule: Rule, proposal) -> Answer:
    facts = rule.facts(proposal)
    return rule.judge(facts).answer


@pytest.mark.parametrize("plot", PLOTS, ids=["ordinary", "corner", "flag lot", "reflex corners", "two streets"])
@settings(max_examples=40)
@given(house=houses(), share=st.floats(min_value=0.2, max_value=0.99))
def test_a_house_that_shrinks_towards_its_middle_breaks_nothing_more(plot, house, share):
    deeper = shapely.affinity.scale(house, share, share)
    assert broken(plot, deeper) <= broken(plot, house)


@pytest.mark.parametrize("plot", PLOTS, ids=["ordinary", "corner", "flag lot", "reflex corners", "two streets"])
@settings(max_examples=40)
@given(house=houses(), by=st.floats(min_value=0.1, max_value=4))
def test_a_house_cut_back_from_every_side_breaks_nothing_more(plot, house, by):
    inner = Land(picture=plot).proposal().outline.buffer(-by)
    deeper = house.intersection(inner)
    if isinstance(deeper, shapely.Polygon) and deeper.area > 0.01:
        assert broken(plot, deeper) <= broken(plot, house)


@pytest.mark.parametrize("plot", PLOTS[:2], ids=["ordinary", "corner"])
@settings(max_examples=40)
@given(house=houses(), by=st.floats(min_value=0.05, max_value=10))
def test_a_house_moved_from_the_front_to_the_middle_keeps_what_it_kept(plot, house, by):
    """On a plot without bends: a house that fits in the middle comes no nearer to a side than it is there, or was.

    A house that is not on the plot is before none of its sides: it breaks another rule.
    """
    land = Land(picture=plot).proposal()
    envelope = setback_plan(land).envelope
    if not land.outline.contains(house):
        return
    target, at_now = envelope.centroid, house.centroid
    if not envelope.contains(shapely.Polygon(shapely.affinity.translate(
        house, target.x - at_now.x, target.y - at_now.y).exterior)):  # fmt: skip
        return
    part = min(by / max(target.distance(at_now), 1e-9), 1)
    moved = shapely.affinity.translate(house, (target.x - at_now.x) * part, (target.y - at_now.y) * part)
    kept = {"setbacks", "footprint_in_parcel"}
    assert broken(plot, moved) & kept <= broken(plot, house) & kept


@pytest.mark.parametrize("plot", PLOTS, ids=["ordinary", "corner", "flag lot", "reflex corners", "two streets"])
@settings(max_examples=40)
@given(house=houses())
def test_behind_the_setback_lines_no_setback_is_broken(plot, house):
    """What is drawn as setback lines and what is judged are one law."""
    envelope = setback_plan(Land(picture=plot).proposal()).envelope
    inside = house.intersection(envelope)
    if isinstance(inside, shapely.Polygon) and inside.area > 0.01:
        assert "setbacks" not in broken(plot, inside)
    if house.area > 0 and envelope.buffer(-0.001).intersection(house).area < house.area - 3:
        assert {"setbacks", "footprint_in_parcel"} & broken(plot, house)


def test_a_house_in_the_middle_of_the_first_plot_breaks_nothing():
    assert broken(PLOTS[0], at(8, 4, 18, 8)) == set()
