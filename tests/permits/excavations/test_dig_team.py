"""The team of a dig and its days: tables of facts.

The dig lasts five days, the last of them is in 14 days; today is day 0.
"""

from dataclasses import replace

import pytest

from geo.municipalities.scope import territory
from geo.spatial_rules.engine import judge_all
from permits.excavations.enums import FirmRole, Manner
from permits.excavations.models import Firm, FirmBan
from permits.excavations.services import proposed
from permits.excavations.spatial_rules.days_possible import DaysPossible
from permits.excavations.spatial_rules.team_fit import TeamFit
from tests.factories.digs import CONSULTANT, CONTRACTOR, enter_firm, hold_dig_values, make_diggers, wanted
from tests.golden import golden, untold
from tests.permits.excavations.rulings import ask, today

pytestmark = pytest.mark.usefixtures("unsigned")

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
@golden(TeamFit, "papers, answer", PAPERS)
def test_papers(diggers, role, papers, answer):
    changed = {name: None if days is None else today(days) for name, days in papers.items()}
    with territory([diggers.office.body.pk]):
        Firm.objects.filter(role=role).update(**changed)
    assert ask(TeamFit(), wanted(diggers.office)).answer == answer


BANS = {
    "open": (-10, None, "no"),
    "over since yesterday": (-10, -1, "yes"),
    "until the first day": (-10, 10, "no"),
    "in force today, over before the first day": (-10, 3, "no"),
    "one day in the middle": (12, 12, "no"),
    "from the last day": (14, None, "no"),
    "from the day after": (15, None, "yes"),
}


@golden(TeamFit, "since, until, answer", BANS)
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
    "an emergency of ninety-one days": (0, 91, Manner.EMERGENCY, "no"),
    "an emergency whose last day is today": (-2, 3, Manner.EMERGENCY, "yes"),
    "pre-coordinated, today": (0, 5, Manner.COORDINATED, "no"),
    "a connection from yesterday": (-1, 3, Manner.CONNECTION, "no"),
}


@golden(DaysPossible, "first, days, manner, answer", DAYS)
def test_days(diggers, first, days, manner, answer):
    assert ask(DaysPossible(), wanted(diggers.office, first=first, days=days, manner=manner)).answer == answer


def test_days_that_were_asked_for_in_time_stay_possible_until_the_last_is_over(diggers):
    with territory([diggers.office.body.pk]):
        subject = proposed(wanted(diggers.office, first=2))
        for later, answer in ((0, "yes"), (4, "yes"), (6, "yes"), (7, "no")):
            (judged,) = judge_all([DaysPossible()], replace(subject, on=today(later))).judged
            assert judged.finding.answer == answer, later


DATED = (("excavation_longest", Manner.NEW), ("precoordinated_excavation_lead", Manner.COORDINATED))


@untold(DaysPossible)
@pytest.mark.parametrize(("missing", "manner"), DATED)
def test_without_its_terms_the_days_cannot_be_told(places, missing, manner):
    hold_dig_values(without=[missing])
    make_diggers(places.west, places.citizen)
    assert ask(DaysPossible(), wanted(places.west, manner=manner)).answer == "unknown"


def test_the_notice_of_a_manner_that_needs_none_may_be_missing(places):
    hold_dig_values(without=["precoordinated_excavation_lead"])
    make_diggers(places.west, places.citizen)
    assert ask(DaysPossible(), wanted(places.west)).answer == "yes"
