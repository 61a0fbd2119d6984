"""Contractor and consultant may dig until the last day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.excavations.enums import FirmRole
from permits.excavations.models import Firm, FirmBan
from permits.excavations.proposal import DigProposal


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """One firm: its part, the last days of its papers, None where it has none, and whether it is banned."""

    role: str
    name: str
    cr_until: date
    classified_until: date
    qualified_until: date | None
    banned: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """The team, and the day until which its papers must hold."""

    until: date
    firms: tuple[FirmFacts, ...]


class TeamFit(Rule[DigProposal, Facts]):
    """Papers of the team hold until the dig is cleared, and nobody of it is banned."""

    code = "team_fit"
    title = _("Contractor and consultant are qualified")
    cites = "DOMAIN 1.7 (registers valid until the clearance certificate; reasons of a ban)"
    hint = _("Renew the papers in the office's register, or name another firm.")

    def facts(self, subject: DigProposal) -> Facts:
        """Read the office's register."""
        ids = [pk for pk in (subject.contractor_id, subject.consultant_id) if pk is not None]
        during = Q(until=None) | Q(until__gte=min(subject.starts_on, subject.on))
        banned = set(
            FirmBan.objects.filter(during, firm_id__in=ids, since__lte=subject.ends_on).values_list(
                "firm_id", flat=True
            )
        )
        firms = Firm.objects.filter(pk__in=ids, municipality_id=subject.office_id).order_by("role", "pk")
        return Facts(
            subject.ends_on,
            tuple(
                FirmFacts(
                    firm.role, firm.name, firm.cr_until, firm.classified_until, firm.qualified_until, firm.pk in banned
                )
                for firm in firms
            ),
        )

    def judge(self, facts: Facts) -> Finding:
        """One contractor and one consultant, both with papers to the end."""
        evidence = {
            "until": facts.until.isoformat(),
            "firms": [
                {"role": firm.role, "name": firm.name, "lacks": _lacks(firm, facts.until)} for firm in facts.firms
            ],
        }
        if {firm.role for firm in facts.firms} != {FirmRole.CONTRACTOR, FirmRole.CONSULTANT}:
            said = _("A contractor and a supervising consultant must be named.")
            return Finding(answer=Answer.NO, message=said, evidence=evidence)
        if any(_lacks(firm, facts.until) for firm in facts.firms):
            said = _("The papers of a firm end before the dig does, or the firm is banned.")
            return Finding(answer=Answer.NO, message=said, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("Both are qualified until the last day."), evidence=evidence)


def _lacks(firm: FirmFacts, until: date) -> list[str]:
    papers = {
        "commercial_register": firm.cr_until,
        "classification": firm.classified_until,
        "qualification": firm.qualified_until,
    }
    lacking = [name for name, valid in papers.items() if valid is None or valid < until]
    return lacking + (["banned"] if firm.banned else [])
