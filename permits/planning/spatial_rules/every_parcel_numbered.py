"""Every parcel of an old district has its number."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from parcels.register.models import Parcel
from permits.planning.spatial_rules.subject import PlanOnDay


@dataclass(frozen=True, slots=True)
class Facts:
    """How many parcels have a number, and how many wait for one."""

    numbered: int
    waiting: int


class EveryParcelNumbered(Rule[PlanOnDay, Facts]):
    """A district is approved as a whole."""

    code = "district_every_parcel_numbered"
    title = _("Every parcel of the district has its number")
    cites = "DOMAIN 3.2; section 2"
    hint = _("Number the parcels that have no number, or correct those that cannot be numbered.")

    def facts(self, subject: PlanOnDay) -> Facts:
        """Count the plan's parcels."""
        parcels = Parcel.objects.filter(plan=subject.plan)
        waiting = parcels.filter(code=None).count()
        return Facts(parcels.count() - waiting, waiting)

    def judge(self, facts: Facts) -> Finding:
        """Some are numbered, none waits."""
        evidence = {"numbered": facts.numbered, "waiting": facts.waiting}
        if facts.waiting or not facts.numbered:
            return Finding(answer=Answer.NO, message=_("Some parcels have no number."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("All parcels are numbered."), evidence=evidence)
