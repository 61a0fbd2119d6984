"""Which rules a case of a plan stands before, and running them."""

from typing import Any

from django.utils import timezone

from geo.spatial_rules.engine import Verdict, judge_all
from geo.spatial_rules.rule import Rule
from parcels.plans.models import Plan
from permits.cases.models import Case
from permits.planning.spatial_rules.clear_of_other_plans import ClearOfOtherPlans
from permits.planning.spatial_rules.every_parcel_numbered import EveryParcelNumbered
from permits.planning.spatial_rules.inside_territory import InsideTerritory
from permits.planning.spatial_rules.nothing_open import NothingOpen
from permits.planning.spatial_rules.parcels_fill_blocks import ParcelsFillBlocks
from permits.planning.spatial_rules.parcels_reach_streets import ParcelsReachStreets
from permits.planning.spatial_rules.subject import PlanOnDay

PlanRule = Rule[PlanOnDay, Any]

#: S5 and S2 of the outline (DOMAIN 3.2): from the survey review on.
OUTLINE: tuple[PlanRule, ...] = (InsideTerritory(), ClearOfOtherPlans())
#: What stands on the outline: from the committee on.
LAND: tuple[PlanRule, ...] = (*OUTLINE, ParcelsFillBlocks(), ParcelsReachStreets())
BEFORE_THE_LAND = ("draft", "submitted", "survey_review", "returned", "study")


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
