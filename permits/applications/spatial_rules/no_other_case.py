"""No other procedure holds the parcel."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.enums import IN_FORCE, ApplicationState
from permits.applications.spatial_rules.subject import Proposal
from permits.cases.models import Claim

#: States of a case whose permit was issued and did not end early.
_PERMITTED = sorted({*IN_FORCE, ApplicationState.CLOSED})


#: Kinds of case that stand in nobody's way: a shop sign keeps nobody from building.
_NEVER = ("simple",)


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

    def __init__(self, *, beside: Collection[str] = ()) -> None:
        """`beside`: kinds of case whose issued permits do not stand in the way; they end by what is issued here."""
        self.beside = tuple(beside)

    def facts(self, subject: Proposal) -> Facts:
        """Read the live claims on the parcel, but the case's own and those made after it."""
        live = Claim.objects.filter(parcel=subject.parcel, released_at=None)
        live = live.exclude(case__kind__in=self.beside, case__state__in=_PERMITTED)
        live = live.exclude(Q(case__kind__in=_NEVER) & ~Q(case_id=subject.case_id))
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
