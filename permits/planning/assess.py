"""Which rules a case of a plan stands before, running them, and which of them are excused."""

from typing import Any

from django.utils import timezone

from geo.spatial_rules.engine import Judged, Verdict, judge_all
from geo.spatial_rules.keeping import kept_finding
from geo.spatial_rules.rule import Answer, Rule
from parcels.plans.models import Plan
from permits.cases.models import Case
from permits.planning.enums import EXEMPTIONS
from permits.planning.spatial_rules.clear_of_other_plans import ClearOfOtherPlans
from permits.planning.spatial_rules.every_parcel_numbered import EveryParcelNumbered
from permits.planning.spatial_rules.inside_territory import InsideTerritory
from permits.planning.spatial_rules.minima import LeastArea, LeastFrontage, LeastStreetWidth
from permits.planning.spatial_rules.nothing_open import NothingOpen
from permits.planning.spatial_rules.parcels_fill_blocks import ParcelsFillBlocks
from permits.planning.spatial_rules.parcels_reach_streets import ParcelsReachStreets
from permits.planning.spatial_rules.subject import PlanOnDay

PlanRule = Rule[PlanOnDay, Any]

#: S5 and S2 of the outline (DOMAIN 3.2): from the survey review on.
OUTLINE: tuple[PlanRule, ...] = (InsideTerritory(), ClearOfOtherPlans())
#: S13 of each parcel: the study may ask for exemptions, the committee and those after it decide on them.
MINIMA: tuple[PlanRule, ...] = (LeastArea(), LeastFrontage(), LeastStreetWidth())
#: What stands on the outline: from the study on.
LAND: tuple[PlanRule, ...] = (*OUTLINE, ParcelsFillBlocks(), ParcelsReachStreets(), *MINIMA)
BEFORE_THE_LAND = ("draft", "submitted", "survey_review", "returned")


def rules_of(case: Case) -> tuple[PlanRule, ...]:
    """Return the rules that a case stands before in its present state."""
    if case.kind == "old_district":
        return (EveryParcelNumbered(),)
    if case.kind == "supersession":
        return (NothingOpen(),)
    return OUTLINE if case.state in BEFORE_THE_LAND else LAND


def judge(case: Case, plan: Plan) -> Verdict[PlanOnDay]:
    """Judge a plan by the rules of its case, by today's values; nothing is kept."""
    return judge_all(rules_of(case), PlanOnDay(plan=plan, on=timezone.localdate()))


def excused(case: Case) -> frozenset[str]:
    """Return the rules from which the study of a plan asked for an exemption, by code; each with its reason."""
    asked = case.events.filter(transition__in=EXEMPTIONS).values_list("transition", flat=True)
    return frozenset(EXEMPTIONS[name] for name in asked)


def in_the_way(case: Case, plan: Plan) -> list[str]:
    """Return the codes of the rules that do not say yes and are not excused; unknown stands in the way too."""
    judged = [item for item in judge(case, plan).judged if item.finding.answer != Answer.YES]
    return [item.rule.code for item in judged if item.rule.code not in excused(case)]


def findings_of(case: Case, plan: Plan) -> list[dict[str, Any]]:
    """Return what the rules say of a plan today, in the form of kept findings."""
    without = excused(case)

    def kept(item: Judged) -> dict[str, Any]:
        return kept_finding(item, excused=item.rule.code in without and item.finding.answer != Answer.YES)

    return [kept(item) for item in judge(case, plan).judged]
