"""What the rules of plans look at: a plan on a day."""

from dataclasses import dataclass
from datetime import date

from parcels.plans.models import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOnDay:
    """A plan, and the day whose values judge it."""

    plan: Plan
    on: date
