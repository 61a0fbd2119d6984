"""The rules of a dig, drawn: a street 20 m wide runs from (0, 100) to (200, 100); the trench is 1 m wide.

y 100 ─ ─ ─ ─ ▓▓▓▓▓▓▓ ─ ─ ─ ─ ─ ─ ─  centre line, the edges at y 90 and 110; ▓ the trench, x 20 to 60
"""

from dataclasses import replace
from decimal import Decimal

import pytest
import shapely

from geo.municipalities.scope import territory
from geo.spatial_rules.engine import judge_all
from permits.excavations.enums import Closure, Manner, Network, Surface
from permits.excavations.services import proposed
from permits.excavations.spatial_rules.clear_of_lines import ClearOfLines
from permits.excavations.spatial_rules.in_the_street import InTheStreet
from permits.excavations.spatial_rules.no_moratorium import NoMoratorium
from permits.excavations.spatial_rules.no_other_dig import NoOtherDig
from permits.excavations.spatial_rules.pavement_old_enough import PavementOldEnough
from permits.excavations.spatial_rules.traffic_kept import TrafficKept
from tests.factories.cases import enter_shapes, on_ground
from tests.factories.digs import (
    TO_THE_PERMIT,
    ask_to_dig,
    bar,
    bury,
    hold_dig_values,
    lay_street,
    make_diggers,
    pave,
    wanted,
)
from tests.golden import golden, untold
from tests.permits.excavations.rulings import ask, today

pytestmark = pytest.mark.usefixtures("unsigned")


# ---- no other dig: the other one lies at x 20 to 60, days 10 to 14, and keeps 5 m and 7 days ------------------

AT_ITS_PLACE = ((20, 100), (60, 100))
OTHER_DIG = {
    "the same place and days": (AT_ITS_PLACE, 10, 5, "no"),
    "its last day": (AT_ITS_PLACE, 14, 5, "no"),
    "the sixth day after it": (AT_ITS_PLACE, 20, 5, "no"),
    "the seventh day after it, the last of its spacing": (AT_ITS_PLACE, 21, 5, "no"),
    "the eighth day after it": (AT_ITS_PLACE, 22, 5, "yes"),
    "ending eight days before it": (AT_ITS_PLACE, 0, 3, "yes"),
    "ending seven days before it": (AT_ITS_PLACE, 0, 4, "no"),
    "beside it, 4.9 m from edge to edge": (((20, 105.9), (60, 105.9)), 10, 5, "no"),
    "beside it, 5.1 m from edge to edge": (((20, 106.1), (60, 106.1)), 10, 5, "yes"),
    "in its line, 4.9 m further": (((64.9, 100), (90, 100)), 10, 5, "no"),
    "in its line, 5.1 m further": (((65.1, 100), (90, 100)), 10, 5, "yes"),
    "beside it, 5 m from edge to edge": (((20, 106), (60, 106)), 10, 5, "yes"),
    "beside it, 4.99 m from edge to edge": (((20, 105.99), (60, 105.99)), 10, 5, "no"),
    "in its line, 5 m further": (((65, 100), (90, 100)), 10, 5, "yes"),
    # corner to corner: 3 m to the east and 4 m to the north are five metres, 3.6 and 4 are more
    "off its corner, nearer than 5 m": (((62.9, 104.9), (90, 104.9)), 10, 5, "no"),
    "off its corner, farther than 5 m": (((63.6, 105), (90, 105)), 10, 5, "yes"),
    "across it": (((40, 92), (40, 108)), 10, 5, "no"),
    "around it: the boxes meet, the trenches do not": (((10, 92), (10, 108), (70, 108)), 10, 5, "yes"),
    "across it after its spacing": (((40, 92), (40, 108)), 30, 5, "yes"),
}


@pytest.fixture
def another(diggers):
    """A dig at x 20 to 60 that has its permit."""
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, *TO_THE_PERMIT)
    return made


@golden(NoOtherDig, "points, first, days, answer", OTHER_DIG)
def test_another_dig(diggers, another, points, first, days, answer):
    finding = ask(NoOtherDig(), wanted(diggers.office, points, first=first, days=days))
    assert finding.answer == answer
    assert (finding.geometry is None) == (answer == "yes")


def test_the_day_on_which_the_place_is_free_is_told(diggers, another):
    finding = ask(NoOtherDig(), wanted(diggers.office))
    assert finding.evidence["free_from"] == today(22).isoformat()
    assert finding.evidence["others"][0]["shared_m2"] == pytest.approx(40)


def test_a_dig_that_should_have_ended_and_is_not_closed_stands_in_the_way(diggers, monkeypatch):
    made = ask_to_dig(diggers, wanted(diggers.office, first=0, days=1))
    diggers.take(made.case, *TO_THE_PERMIT, "start")
    asked = wanted(diggers.office, first=30)
    with territory([diggers.office.body.pk]):
        late = replace(proposed(asked), on=today(20))
        (judged,) = judge_all([NoOtherDig()], late).judged
    assert judged.finding.answer == "no"


def test_an_emergency_is_told_of_the_others_and_waits_for_none(diggers, another):
    finding = ask(NoOtherDig(), wanted(diggers.office, manner=Manner.EMERGENCY))
    assert (finding.answer, len(finding.evidence["others"])) == ("yes", 1)


def test_whoever_shares_the_trench_is_no_other(diggers, another):
    assert ask(NoOtherDig(), wanted(diggers.office, joint_with=another.pk)).answer == "yes"


def test_a_dig_of_the_next_office_stands_in_the_way_too(diggers, places):
    """East of x 1000 another office begins: its dig ends 2 m before the border."""
    east = make_diggers(places.east, places.citizen)
    lay_street(places.west, [(900, 100), (1000, 100)])
    made = ask_to_dig(east, wanted(places.east, ((1, 100), (30, 100))))
    east.take(made.case, *TO_THE_PERMIT)
    assert ask(NoOtherDig(), wanted(places.west, ((950, 100), (997, 100)))).answer == "no"


#: What each rule asks of data/reference.
FIGURES = (
    (NoOtherDig(), "excavation_distance"), (NoOtherDig(), "excavation_spacing"),
    (PavementOldEnough(), "road_works_moratorium"), (InTheStreet(), "building_sliver"), (InTheStreet(), "frontage_gap"),
    (TrafficKept(), "frontage_gap"), (TrafficKept(), "excavation_working_strip"), (TrafficKept(), "traffic_lane"),
    (ClearOfLines(), "utility_distance"), (ClearOfLines(), "utility_along"), (ClearOfLines(), "utility_notice"),
)  # fmt: skip


@untold(NoOtherDig, PavementOldEnough, InTheStreet, TrafficKept, ClearOfLines)
@pytest.mark.parametrize(("rule", "missing"), FIGURES)
def test_without_its_figures_a_rule_cannot_tell(places, rule, missing):
    hold_dig_values(without=[missing])
    make_diggers(places.west, places.citizen)
    finding = ask(rule, wanted(places.west))
    assert (finding.answer, missing in finding.evidence["missing"]) == ("unknown", True)


# ---- pavement: the dig begins in 10 days; what is laid is protected for 90 -----------------------------------

ON_IT, BESIDE_IT = shapely.box(0, 90, 200, 110), shapely.box(0, 102, 200, 110)
PAVEMENT = {
    "laid today": (ON_IT, 0, Surface.ASPHALT, "no"),
    "79 days ago: 89 on the first day": (ON_IT, 79, Surface.ASPHALT, "no"),
    "80 days ago: 90 on the first day": (ON_IT, 80, Surface.ASPHALT, "yes"),
    "81 days ago": (ON_IT, 81, Surface.ASPHALT, "yes"),
    "years ago": (ON_IT, 2000, Surface.ASPHALT, "yes"),
    "young paving stones": (ON_IT, 10, Surface.PAVING, "no"),
    "young, on an unpaved road": (ON_IT, 10, Surface.UNPAVED, "yes"),
    "young, beside the trench": (BESIDE_IT, 10, Surface.ASPHALT, "yes"),
    "young, its edge on the trench's edge": (shapely.box(0, 100.5, 200, 110), 10, Surface.ASPHALT, "yes"),
    "young, ten centimetres into the trench": (shapely.box(0, 100.4, 200, 110), 10, Surface.ASPHALT, "no"),
    "young, a centimetre into the trench": (shapely.box(0, 100.49, 200, 110), 10, Surface.ASPHALT, "no"),
    "young, in two patches on either side": (
        shapely.box(0, 90, 200, 99.5).union(shapely.box(0, 100.5, 200, 110)),
        10,
        Surface.ASPHALT,
        "yes",
    ),
    "young, in two patches of which one is cut": (
        shapely.box(0, 90, 15, 110).union(shapely.box(55, 90, 80, 110)),
        10,
        Surface.ASPHALT,
        "no",
    ),
    "young, at the trench's end": (shapely.box(60, 90, 200, 110), 10, Surface.ASPHALT, "yes"),
    "young, over the trench's last metre": (shapely.box(59, 90, 200, 110), 10, Surface.ASPHALT, "no"),
    "young, around the trench": (ON_IT.difference(shapely.box(10, 95, 70, 105)), 10, Surface.ASPHALT, "yes"),
}


@golden(PavementOldEnough, "shape, days_ago, surface, answer", PAVEMENT)
def test_pavement(diggers, shape, days_ago, surface, answer):
    pave(diggers.office, shape, days_ago=days_ago, surface=surface)
    assert ask(PavementOldEnough(), wanted(diggers.office)).answer == answer


#: ╱ a trench from (20, 100) up to (60, 130); its north-western edge from (19.7, 100.4) to (59.7, 130.4), and beyond.
OBLIQUE = ((20, 100), (60, 130))
ALONG_ITS_EDGE = [(11.7, 94.4), (67.7, 136.4), (61.7, 144.4), (5.7, 102.4)]
A_CENTIMETRE_INTO_IT = [(x + 0.006, y - 0.008) for x, y in ALONG_ITS_EDGE]
#: A trench of 1 m beside it on a street whose direction no grid knows: corners rounded to the millimetre overlap.
FLAT = ((20, 100), (60, 109.1))
BESIDE_FLAT = [(64.765, 110.696), (13.064, 98.934), (12.842, 99.910), (64.543, 111.672)]
BESIDE_OBLIQUE = {
    "along its edge": (OBLIQUE, ALONG_ITS_EDGE, "yes"),
    "a centimetre into it": (OBLIQUE, A_CENTIMETRE_INTO_IT, "no"),
    "along the edge of a flatter one": (FLAT, BESIDE_FLAT, "yes"),
    "a centimetre into the flatter one": (FLAT, [(x + 0.002, y - 0.01) for x, y in BESIDE_FLAT], "no"),
}


@golden(PavementOldEnough, "route, corners, answer", BESIDE_OBLIQUE)
def test_young_pavement_beside_an_oblique_trench(diggers, route, corners, answer):
    pave(diggers.office, shapely.Polygon(corners), days_ago=10)
    assert ask(PavementOldEnough(), wanted(diggers.office, route)).answer == answer


@golden(NoMoratorium, "route, corners, answer", BESIDE_OBLIQUE)
def test_a_moratorium_beside_an_oblique_trench(diggers, route, corners, answer):
    bar(diggers.office, shapely.Polygon(corners), today(0), today(30))
    assert ask(NoMoratorium(), wanted(diggers.office, route)).answer == answer


@pytest.mark.parametrize(("away", "answer"), [(6, "yes"), (5.99, "no"), (6.01, "yes")])
def test_another_dig_beside_an_oblique_trench(diggers, away, answer):
    made = ask_to_dig(diggers, wanted(diggers.office, OBLIQUE))
    diggers.take(made.case, *TO_THE_PERMIT)
    beside = tuple((x - 0.6 * away, y + 0.8 * away) for x, y in OBLIQUE)
    assert ask(NoOtherDig(), wanted(diggers.office, beside)).answer == answer


def test_the_cut_of_young_pavement_is_measured_and_its_end_told(diggers):
    pave(diggers.office, shapely.box(50, 90, 200, 110), days_ago=10)
    finding = ask(PavementOldEnough(), wanted(diggers.office))
    assert finding.evidence["cut_m2"] == pytest.approx(10)
    assert finding.evidence["free_from"] == today(80).isoformat()


def test_an_emergency_may_cut_young_pavement(diggers):
    pave(diggers.office, ON_IT, days_ago=1)
    assert ask(PavementOldEnough(), wanted(diggers.office, manner=Manner.EMERGENCY)).answer == "yes"


def test_what_a_dig_itself_laid_does_not_bar_its_repair_and_bars_others(diggers, another):
    pave(diggers.office, ON_IT, days_ago=1)
    assert ask(PavementOldEnough(), wanted(diggers.office)).answer == "no"


# ---- moratoria: the dig is on days 10 to 14 -------------------------------------------------------------------

SEASON = {
    "over all its days": (ON_IT, 0, 30, "no"),
    "ending on its first day": (ON_IT, 0, 10, "yes"),
    "over its first day": (ON_IT, 0, 11, "no"),
    "beginning on its last day": (ON_IT, 14, 30, "no"),
    "beginning after its last day": (ON_IT, 15, 30, "yes"),
    "over one day in the middle": (ON_IT, 12, 13, "no"),
    "before": (ON_IT, 0, 5, "yes"),
    "far later": (ON_IT, 300, 330, "yes"),
    "beside the trench": (BESIDE_IT, 0, 30, "yes"),
    "touching its end": (shapely.box(60, 90, 90, 110), 0, 30, "yes"),
    "over its end": (shapely.box(59, 90, 90, 110), 0, 30, "no"),
    "a centimetre over its edge": (shapely.box(0, 100.49, 200, 110), 0, 30, "no"),
    "along its edge": (shapely.box(0, 100.5, 200, 110), 0, 30, "yes"),
    "two squares, one at either end": (shapely.box(0, 90, 20, 110).union(shapely.box(60, 90, 90, 110)), 0, 30, "yes"),
    "around it": (ON_IT.difference(shapely.box(10, 95, 70, 105)), 0, 30, "yes"),
}


@golden(NoMoratorium, "shape, since, until, answer", SEASON)
def test_moratorium(diggers, shape, since, until, answer):
    bar(diggers.office, shape, today(since), today(until))
    assert ask(NoMoratorium(), wanted(diggers.office)).answer == answer


def test_a_moratorium_does_not_bar_an_emergency(diggers):
    bar(diggers.office, ON_IT, today(), today(30))
    assert ask(NoMoratorium(), wanted(diggers.office, manner=Manner.EMERGENCY)).answer == "yes"


# ---- in the street, not in parcels: a parcel lies north of the street, from y 110 ------------------------------

ROUTES = {
    "in the middle": (((20, 100), (60, 100)), "yes"),
    "along the northern edge, inside": (((20, 109.4), (60, 109.4)), "yes"),
    "its edge on the parcel's side": (((20, 109.5), (60, 109.5)), "yes"),
    "a centimetre into the parcel: survey noise": (((20, 109.51), (60, 109.51)), "yes"),
    "twelve millimetres along forty metres: 0.48 m²": (((20, 109.512), (60, 109.512)), "yes"),
    "thirteen millimetres along forty metres: 0.52 m²": (((20, 109.513), (60, 109.513)), "no"),
    "ten centimetres into the parcel": (((20, 109.6), (60, 109.6)), "no"),
    "within the parcel": (((20, 120), (60, 120)), "no"),
    "from the street into the parcel": (((40, 100), (40, 115)), "no"),
    "from the street to the parcel": (((40, 100), (40, 110)), "yes"),
    "across the street": (((40, 91), (40, 109)), "yes"),
    "along the southern edge": (((20, 91), (60, 91)), "yes"),
    "round a corner of the parcel": (((90, 100), (110, 100), (110, 112)), "yes"),
    "through a corner of the parcel": (((90, 100), (99, 100), (99, 113)), "no"),
}


@pytest.fixture
def with_parcel(diggers):
    """A parcel from (20, 110) to (100, 140)."""
    (parcel,) = enter_shapes(diggers.office, [on_ground(shapely.box(20, 110, 100, 140), diggers.office)])
    return parcel


@golden(InTheStreet, "points, answer", ROUTES)
def test_route(diggers, with_parcel, points, answer):
    finding = ask(InTheStreet(), wanted(diggers.office, points))
    assert finding.answer == answer
    assert (finding.geometry is None) == (answer == "yes") or finding.evidence["in_parcels_m2"] <= 0.5


def test_a_connection_may_enter_the_parcel_that_it_serves_and_no_other(diggers, with_parcel):
    asked = wanted(diggers.office, ((40, 100), (40, 115)), manner=Manner.CONNECTION)
    assert ask(InTheStreet(), replace(asked, parcel_code=with_parcel.code)).answer == "yes"
    assert ask(InTheStreet(), replace(asked, parcel_code="")).answer == "no"


def test_the_position_against_the_centre_line_is_written_down(diggers):
    finding = ask(InTheStreet(), wanted(diggers.office, ((20, 104), (60, 104))))
    assert (finding.evidence["offset_from_centre_m"], finding.evidence["street"]) == (4.0, "شارع الاختبار")
    assert finding.evidence["outside_m"] == 0


def test_where_no_street_is_known_it_cannot_be_told(diggers):
    assert ask(InTheStreet(), wanted(diggers.office, ((20, 400), (60, 400)))).answer == "unknown"


# ---- traffic: the street is 20 m wide; beside the trench 1.5 m are taken, a lane is 3.5 m ----------------------

TRAFFIC = {
    "a narrow trench": (1, Closure.NONE, "yes"),
    "just a lane left": (15, Closure.NONE, "yes"),
    "ten centimetres less than a lane left": (Decimal("15.1"), Closure.NONE, "no"),
    "the same with one lane closed": (Decimal("15.1"), Closure.LANE, "no"),
    "the same with the street closed": (Decimal("15.1"), Closure.FULL, "yes"),
    "the whole street with the street closed": (19, Closure.FULL, "yes"),
    "a narrow trench with the street closed": (1, Closure.FULL, "yes"),
    "a narrow trench with a lane closed": (1, Closure.LANE, "yes"),
}


@golden(TrafficKept, "width, closure, answer", TRAFFIC)
def test_traffic(diggers, width, closure, answer):
    asked = wanted(diggers.office, width_m=Decimal(width), closure=closure)
    assert ask(TrafficKept(), asked).answer == answer


CLOSED = {
    "further along, on the same days": (10, Closure.NONE, "no"),
    "further along, closing it too": (10, Closure.FULL, "no"),
    "further along, on its last day": (14, Closure.NONE, "no"),
    "further along, the day after": (15, Closure.NONE, "yes"),
    "further along, before it": (0, Closure.NONE, "yes"),
    "further along, its last day the first of the closure": (6, Closure.NONE, "no"),
    "further along, its last day the day before the closure": (5, Closure.NONE, "yes"),
}


@golden(TrafficKept, "first, closure, answer", CLOSED)
def test_a_street_that_another_dig_closes(diggers, first, closure, answer):
    made = ask_to_dig(diggers, wanted(diggers.office, closure=Closure.FULL))
    diggers.take(made.case, *TO_THE_PERMIT)
    asked = wanted(diggers.office, ((120, 100), (160, 100)), first=first, closure=closure)
    assert ask(TrafficKept(), asked).answer == answer


# ---- lines of other networks: the trench lies on y 100 from x 20 to 60; half a metre is kept -------------------

LINES = {
    "crossing square": (((40, 90), (40, 110)), Network.GAS, "yes"),
    "crossing at 45 degrees": (((30, 90), (50, 110)), Network.GAS, "yes"),
    "crossing at a flat angle": (((20, 98), (60, 102)), Network.GAS, "no"),
    "along it, on it": (((0, 100), (80, 100)), Network.GAS, "no"),
    "along it, 40 cm away": (((0, 100.4), (80, 100.4)), Network.GAS, "no"),
    "along it, 60 cm away": (((0, 100.6), (80, 100.6)), Network.GAS, "yes"),
    "along it for two metres": (((10, 100.4), (21, 100.4)), Network.GAS, "yes"),
    "along it for three metres": (((10, 100.4), (23, 100.4)), Network.GAS, "no"),
    "along it, of the same network": (((0, 100), (80, 100)), Network.WATER, "yes"),
    "six metres away": (((0, 106), (80, 106)), Network.GAS, "yes"),
    "far away": (((0, 180), (80, 180)), Network.GAS, "yes"),
    "along it, just half a metre away": (((0, 100.5), (80, 100.5)), Network.GAS, "yes"),
    "along it, a centimetre less": (((0, 100.49), (80, 100.49)), Network.GAS, "no"),
    "bending towards it and away again": (((0, 110), (30, 100.3), (60, 110)), Network.GAS, "yes"),
    "bending towards it, along and away": (((0, 110), (29, 100.3), (31, 100.3), (60, 110)), Network.GAS, "no"),
    "crossing it three times, like a comb": (
        ((30, 90), (30, 110), (40, 110), (40, 90), (50, 90), (50, 110)),
        Network.GAS,
        "yes",
    ),
    "touching its end": (((60, 90), (60, 110)), Network.ELECTRICITY, "yes"),
}


@golden(ClearOfLines, "line, network, answer", LINES)
def test_lines(diggers, line, network, answer):
    bury(diggers.office, line, network)
    assert ask(ClearOfLines(), wanted(diggers.office)).answer == answer


def test_a_line_that_is_registered_in_pieces_is_one_line(diggers):
    for west in range(16, 64, 2):  # ─┼─┼─┼─ from manhole to manhole
        bury(diggers.office, ((west, 100.3), (west + 2, 100.3)), Network.GAS)
    finding = ask(ClearOfLines(), wanted(diggers.office))
    assert (finding.answer, finding.evidence["along_m"]) == ("no", 40)


def test_lines_of_several_networks_that_cross_side_by_side_are_each_crossed(diggers):
    for east, network in ((30, Network.GAS), (31, Network.TELECOM), (32, Network.ELECTRICITY), (33, Network.SEWER)):
        bury(diggers.office, ((east, 90), (east, 110)), network)
    assert ask(ClearOfLines(), wanted(diggers.office)).answer == "yes"


def test_owners_of_lines_that_are_near_are_named(diggers):
    bury(diggers.office, ((0, 104), (80, 104)), Network.GAS)
    bury(diggers.office, ((0, 96), (80, 96)), Network.TELECOM)
    bury(diggers.office, ((0, 120), (80, 120)), Network.SEWER)
    assert ask(ClearOfLines(), wanted(diggers.office)).evidence["networks"] == ["gas", "telecom"]
