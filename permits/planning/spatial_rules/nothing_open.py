"""Nothing on a plan that ends is left open."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from parcels.register.enums import PUBLIC_STATES
from parcels.register.models import Parcel
from permits.cases.models import Claim
from permits.planning.spatial_rules.subject import PlanOnDay


@dataclass(frozen=True, slots=True)
class Facts:
    """Cases that hold land of the plan, and parcels of it that still stand."""

    cases: int
    standing: int


class NothingOpen(Rule[PlanOnDay, Facts]):
    """What a plan holds is moved or closed before the plan ends."""

    code = "plan_nothing_open"
    title = _("No case and no parcel of the plan is left open")
    cites = "DOMAIN 3.2"
    hint = _("Decide the open cases, and re-plan the parcels that still stand, first.")

    def facts(self, subject: PlanOnDay) -> Facts:
        """Count live claims and standing parcels."""
        parcels = Parcel.objects.filter(plan=subject.plan)
        live = Claim.objects.filter(parcel__in=parcels, released_at=None)
        return Facts(live.values("case").distinct().count(), parcels.filter(state__in=PUBLIC_STATES).count())

    def judge(self, facts: Facts) -> Finding:
        """Neither may be left."""
        evidence = {"cases": facts.cases, "standing": facts.standing}
        if facts.cases or facts.standing:
            return Finding(
                answer=Answer.NO, message=_("Cases are open on the plan, or parcels of it still stand."),
                evidence=evidence,
            )  # fmt: skip
        return Finding(answer=Answer.YES, message=_("Nothing is left open."), evidence=evidence)
