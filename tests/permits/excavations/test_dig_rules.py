"""The rules of a dig, drawn: a street 20 m wide runs from (0, 100) to (200, 100); the trench is 1 m wide.

y 100 ─ ─ ─ ─ ▓▓▓▓▓▓▓ ─ ─ ─ ─ ─ ─ ─  centre line, the edges at y 90 and 110; ▓ the trench, x 20 to 60
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import shapely
from django.utils import timezone

from geo.municipalities.scope import territory
from geo.spatial_rules.engine import judge_all
from permits.excavations.enums import Closure, FirmRole, Manner, Network, Surface
from permits.excavations.models import Firm, FirmBan
from permits.excavations.services import proposed
from permits.excavations.spatial_rules.clear_of_lines import ClearOfLines
from permits.excavations.spatial_rules.days_possible import DaysPossible
from permits.excavations.spatial_rules.in_the_street import InTheStreet
from permits.excavations.spatial_rules.no_moratorium import NoMoratorium
from permits.excavations.spatial_rules.no_other_dig import NoOtherDig
from permits.excavations.spatial_rules.pavement_old_enough import PavementOldEnough
from permits.excavations.spatial_rules.team_fit import TeamFit
from permits.excavations.spatial_rules.traffic_kept import TrafficKept
from tests.factories.cases import enter_shapes, on_ground
from tests.factories.digs import (
    CONSULTANT,
    CONTRACTOR,
    TO_THE_PERMIT,
    ask_to_dig,
    bar,
    bury,
    enter_firm,
    hold_dig_values,
    lay_street,
    make_diggers,
    pave,
    wanted,
)

pytestmark = pytest.mark.usefixtures("unsigned")


def ask(rule, asked):
    """Return what a rule finds of a dig that is asked for."""
    with territory([asked.office.pk]):
        (judged,) = judge_all([rule], proposed(asked)).judged
    return judged.finding


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


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


@pytest.mark.parametrize(("points", "first", "days", "answer"), OTHER_DIG.values(), ids=OTHER_DIG.keys())
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


def test_without_its_figures_it_cannot_be_told(places):
    hold_dig_values(without=["excavation_spacing"])
    make_diggers(places.west, places.citizen)
    assert ask(NoOtherDig(), wanted(places.west)).answer == "unknown"


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
    "young, at the trench's end": (shapely.box(60, 90, 200, 110), 10, Surface.ASPHALT, "yes"),
    "young, over the trench's last metre": (shapely.box(59, 90, 200, 110), 10, Surface.ASPHALT, "no"),
    "young, around the trench": (ON_IT.difference(shapely.box(10, 95, 70, 105)), 10, Surface.ASPHALT, "yes"),
}


@pytest.mark.parametrize(("shape", "days_ago", "surface", "answer"), PAVEMENT.values(), ids=PAVEMENT.keys())
def test_pavement(diggers, shape, days_ago, surface, answer):
    pave(diggers.office, shape, days_ago=days_ago, surface=surface)
    assert ask(PavementOldEnough(), wanted(diggers.office)).answer == answer


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
    "around it": (ON_IT.difference(shapely.box(10, 95, 70, 105)), 0, 30, "yes"),
}


@pytest.mark.parametrize(("shape", "since", "until", "answer"), SEASON.values(), ids=SEASON.keys())
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


@pytest.mark.parametrize(("points", "answer"), ROUTES.values(), ids=ROUTES.keys())
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


@pytest.mark.parametrize(("width", "closure", "answer"), TRAFFIC.values(), ids=TRAFFIC.keys())
def test_traffic(diggers, width, closure, answer):
    asked = wanted(diggers.office, width_m=Decimal(width), closure=closure)
    assert ask(TrafficKept(), asked).answer == answer


CLOSED = {
    "further along, on the same days": (10, Closure.NONE, "no"),
    "further along, closing it too": (10, Closure.FULL, "no"),
    "further along, on its last day": (14, Closure.NONE, "no"),
    "further along, the day after": (15, Closure.NONE, "yes"),
    "further along, before it": (0, Closure.NONE, "yes"),
}


@pytest.mark.parametrize(("first", "closure", "answer"), CLOSED.values(), ids=CLOSED.keys())
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
    "touching its end": (((60, 90), (60, 110)), Network.ELECTRICITY, "yes"),
}


@pytest.mark.parametrize(("line", "network", "answer"), LINES.values(), ids=LINES.keys())
def test_lines(diggers, line, network, answer):
    bury(diggers.office, line, network)
    assert ask(ClearOfLines(), wanted(diggers.office)).answer == answer


def test_owners_of_lines_that_are_near_are_named(diggers):
    bury(diggers.office, ((0, 104), (80, 104)), Network.GAS)
    bury(diggers.office, ((0, 96), (80, 96)), Network.TELECOM)
    bury(diggers.office, ((0, 120), (80, 120)), Network.SEWER)
    assert ask(ClearOfLines(), wanted(diggers.office)).evidence["networks"] == ["gas", "telecom"]


# ---- the team: the last day is in 14 days ---------------------------------------------------------------------

PAPERS = {
    "all to the last day": ({"cr_until": 14, "classified_until": 14, "qualified_until": 14}, "yes"),
    "for years": ({"cr_until": 900, "classified_until": 900, "qualified_until": 900}, "yes"),
    "commercial register one day short": ({"cr_until": 13}, "no"),
    "classification one day short": ({"classified_until": 13}, "no"),
    "qualification one day short": ({"qualified_until": 13}, "no"),
    "commercial register over": ({"cr_until": -1}, "no"),
    "classification over": ({"classified_until": -1}, "no"),
    "never qualified here": ({"qualified_until": None}, "no"),
}


@pytest.mark.parametrize("role", [FirmRole.CONTRACTOR, FirmRole.CONSULTANT])
@pytest.mark.parametrize(("papers", "answer"), PAPERS.values(), ids=PAPERS.keys())
def test_papers(diggers, role, papers, answer):
    changed = {name: None if days is None else today(days) for name, days in papers.items()}
    with territory([diggers.office.body.pk]):
        Firm.objects.filter(role=role).update(**changed)
    assert ask(TeamFit(), wanted(diggers.office)).answer == answer


BANS = {
    "open": (-10, None, "no"),
    "over since yesterday": (-10, -1, "yes"),
    "until the first day": (-10, 10, "no"),
    "from the last day": (14, None, "no"),
    "from the day after": (15, None, "yes"),
}


@pytest.mark.parametrize(("since", "until", "answer"), BANS.values(), ids=BANS.keys())
def test_bans(diggers, since, until, answer):
    with territory([diggers.office.body.pk]):
        firm = Firm.objects.get(cr_number=CONTRACTOR)
        FirmBan.objects.create(
            municipality=diggers.office.body, firm=firm, reason="safety", since=today(since),
            until=None if until is None else today(until), made_by=diggers.coordinator,
        )  # fmt: skip
    assert ask(TeamFit(), wanted(diggers.office)).answer == answer


def test_a_firm_is_what_it_is_registered_as(diggers):
    assert ask(TeamFit(), wanted(diggers.office, consultant=CONTRACTOR)).answer == "no"
    with territory([diggers.office.body.pk]):
        enter_firm(diggers.office, FirmRole.CONSULTANT, CONTRACTOR)
    assert ask(TeamFit(), wanted(diggers.office, consultant=CONTRACTOR)).answer == "yes"
    assert ask(TeamFit(), wanted(diggers.office, contractor=CONSULTANT)).answer == "no"


# ---- the days ---------------------------------------------------------------------------------------------------

DAYS = {
    "from today": (0, 5, Manner.NEW, "yes"),
    "from yesterday": (-1, 5, Manner.NEW, "no"),
    "an emergency from yesterday": (-1, 5, Manner.EMERGENCY, "yes"),
    "an emergency that is over": (-5, 3, Manner.EMERGENCY, "no"),
    "ninety days": (1, 90, Manner.NEW, "yes"),
    "ninety-one days": (1, 91, Manner.NEW, "no"),
    "one day": (1, 1, Manner.NEW, "yes"),
    "pre-coordinated, tomorrow": (1, 5, Manner.COORDINATED, "no"),
    "pre-coordinated, in two days: thirty hours are over": (2, 5, Manner.COORDINATED, "yes"),
    "a connection today": (0, 1, Manner.CONNECTION, "yes"),
    "all over": (-9, 3, Manner.NEW, "no"),
    "far ahead": (600, 5, Manner.NEW, "yes"),
}


@pytest.mark.parametrize(("first", "days", "manner", "answer"), DAYS.values(), ids=DAYS.keys())
def test_days(diggers, first, days, manner, answer):
    assert ask(DaysPossible(), wanted(diggers.office, first=first, days=days, manner=manner)).answer == answer


def test_days_that_were_asked_for_in_time_stay_possible_until_the_last_is_over(diggers):
    with territory([diggers.office.body.pk]):
        subject = proposed(wanted(diggers.office, first=2))
        for later, answer in ((0, "yes"), (4, "yes"), (6, "yes"), (7, "no")):
            (judged,) = judge_all([DaysPossible()], replace(subject, on=today(later))).judged
            assert judged.finding.answer == answer, later
