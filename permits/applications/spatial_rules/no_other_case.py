"""No other procedure holds the parcel."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.spatial_rules.subject import Proposal
from permits.cases.models import Claim


@dataclass(frozen=True, slots=True)
class Facts:
    """Case numbers of the others that hold the parcel."""

    others: tuple[str, ...]


class NoOtherCase(Rule[Proposal, Facts]):
    """Two procedures of one kind on the same land would decide past each other."""

    code = "no_other_case"
    title = _("No other procedure holds the parcel")
    cites = "DOMAIN section 3, S12"
    hint = _("Follow the other case, or withdraw it first.")

    def facts(self, subject: Proposal) -> Facts:
        """Read the live claims on the parcel, but the case's own and those made after it."""
        live = Claim.objects.filter(parcel=subject.parcel, released_at=None)
        own = live.filter(case_id=subject.case_id).first()
        others = live.exclude(case_id=subject.case_id)
        if own is not None:
            others = others.filter(pk__lt=own.pk)
        return Facts(tuple(others.order_by("pk").values_list("case__reference", flat=True)))

    def judge(self, facts: Facts) -> Finding:
        """The first to claim goes first."""
        evidence = {"others": len(facts.others)}
        if facts.others:
            return Finding(answer=Answer.NO, message=_("Another case holds this parcel."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("No other case holds this parcel."), evidence=evidence)
