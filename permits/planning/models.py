"""A case about a plan: its approval, that of an old district, or its ending for a successor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import Municipality
from parcels.plans.models import Plan
from permits.cases.models import Case


class PlanCase(models.Model):
    """Binds a case to the plan that it decides on; one at a time is open on a plan."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="plan_case")
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="plan_cases", verbose_name=_("plan"))
    successor = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plan that takes its place")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("case of a plan")
        verbose_name_plural = _("cases of plans")
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=models.Q(closed_at=None), name="plan_case_one_open")
        ]

    def __str__(self) -> str:
        return str(self.case)
