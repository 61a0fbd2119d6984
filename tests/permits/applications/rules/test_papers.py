"""What stands behind works: a survey decision that holds, or a building permit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from geo.spatial_rules.facts import facts_of, kept_facts
from geo.spatial_rules.rule import MissingSource
from permits.applications.spatial_rules.building_recorded import BuildingRecorded
from permits.applications.spatial_rules.building_recorded import Facts as Recorded
from permits.applications.spatial_rules.survey_valid import Facts, Survey, SurveyValid
from permits.cases.land_papers import LandPaper, land_papers
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import DAY, Land, ask

HOLDS = Survey("SV-1", "build", date(2025, 3, 1), date(2028, 3, 1), True)
DAY_BEFORE, DAY_AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
SURVEYS = {
    "one that holds": ([HOLDS], "yes"),
    "one without an end": ([replace(HOLDS, valid_until=None)], "yes"),
    "on its last day": ([replace(HOLDS, valid_until=DAY)], "yes"),
    "on its first day": ([replace(HOLDS, issued_on=DAY)], "yes"),
    "expired yesterday": ([replace(HOLDS, valid_until=DAY_BEFORE)], "no"),
    "issued tomorrow": ([replace(HOLDS, issued_on=DAY_AFTER)], "no"),
    "for another purpose": ([replace(HOLDS, purpose="sale")], "no"),
    "of a former boundary": ([replace(HOLDS, of_this_boundary=False)], "no"),
    "none": ([], "no"),
    "one expired, one that holds": ([replace(HOLDS, valid_until=DAY_BEFORE), HOLDS], "yes"),
    "issued and over on the rules' day": ([replace(HOLDS, issued_on=DAY, valid_until=DAY)], "yes"),
    "one over yesterday, one that begins tomorrow": (
        [replace(HOLDS, valid_until=DAY_BEFORE), replace(HOLDS, issued_on=DAY_AFTER)],
        "no",
    ),
    "one for a sale that holds, one for building that is over": (
        [replace(HOLDS, purpose="sale"), replace(HOLDS, valid_until=DAY_BEFORE)],
        "no",
    ),
    "one of a former boundary, one expired": (
        [replace(HOLDS, of_this_boundary=False), replace(HOLDS, valid_until=DAY_BEFORE)],
        "no",
    ),
    "for sale and of a former boundary": (
        [replace(HOLDS, purpose="sale"), replace(HOLDS, of_this_boundary=False)],
        "no",
    ),
}
WHY = {
    "none": ([], "no survey decision"),
    "expired": ([replace(HOLDS, valid_until=DAY_BEFORE)], "expired"),
    "former boundary": ([replace(HOLDS, of_this_boundary=False)], "changed"),
}


def judged(rule, facts):
    """The finding, the same from facts that were kept and read back."""
    finding = rule.judge(facts)
    assert rule.judge(facts_of(rule, kept_facts(facts))) == finding
    return finding


@golden(SurveyValid, "surveys, answer", SURVEYS)
def test_survey_decisions_for_building(surveys, answer):
    assert judged(SurveyValid(), Facts(tuple(surveys), "build", DAY)).answer == answer


@pytest.mark.parametrize(("surveys", "word"), WHY.values(), ids=WHY.keys())
def test_it_is_said_what_is_wrong_with_the_decision(surveys, word):
    with translation.override("en"):
        assert word in str(judged(SurveyValid(), Facts(tuple(surveys), "build", DAY)).message)


RECORDED = {
    "a permit": (("B-1",), [], "yes"),
    "two permits": (("B-1", "B-2"), [], "yes"),
    "a permit and a decision": (("B-1",), [HOLDS], "yes"),
    "a permit and a decision that has expired": (("B-1",), [replace(HOLDS, valid_until=DAY_BEFORE)], "yes"),
    "a decision for building": ((), [HOLDS], "yes"),
    "a decision for a sale": ((), [replace(HOLDS, purpose="sale")], "yes"),
    "a decision without an end": ((), [replace(HOLDS, valid_until=None)], "yes"),
    "a decision on its last day": ((), [replace(HOLDS, valid_until=DAY)], "yes"),
    "an expired decision": ((), [replace(HOLDS, valid_until=DAY_BEFORE)], "no"),
    "a decision of tomorrow": ((), [replace(HOLDS, issued_on=DAY_AFTER)], "no"),
    "a decision of a former boundary": ((), [replace(HOLDS, of_this_boundary=False)], "no"),
    "a decision of a former boundary, and one for a sale that is over": (
        (),
        [replace(HOLDS, of_this_boundary=False), replace(HOLDS, purpose="sale", valid_until=DAY_BEFORE)],
        "no",
    ),
    "a decision that is over, and the next that holds": ((), [replace(HOLDS, valid_until=DAY_BEFORE), HOLDS], "yes"),
    "neither": ((), [], "no"),
}


@golden(BuildingRecorded, "permits, surveys, answer", RECORDED)
def test_buildings_that_are_known_to_the_office(permits, surveys, answer):
    assert judged(BuildingRecorded(), Recorded(permits, tuple(surveys), DAY)).answer == answer


@untold(SurveyValid, BuildingRecorded)
@pytest.mark.parametrize("rule", [SurveyValid(), BuildingRecorded()], ids=["building", "demolition"])
def test_when_nobody_tells_of_survey_decisions_it_cannot_be_told(rule, monkeypatch):
    monkeypatch.setattr(land_papers, "_entries", {})
    assert ask(rule, Land(picture="PPP")).answer == "unknown"
    with pytest.raises(MissingSource):
        rule.facts(Land(picture="PPP").proposal())


def test_a_decision_is_of_this_boundary_only_when_it_was_made_for_it(monkeypatch):
    papers = [
        LandPaper(
            number=f"SV-{version}", purpose="build", issued_on=date(2025, 1, 1), valid_until=None, version_id=version
        )
        for version in (1, 2)
    ]
    monkeypatch.setattr(land_papers, "_entries", {"survey": lambda _parcel: papers})
    facts = SurveyValid().facts(Land(picture="PPP").proposal())
    assert [(each.number, each.of_this_boundary) for each in facts.surveys] == [("SV-1", True), ("SV-2", False)]
