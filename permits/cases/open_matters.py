"""What must be settled before a step of a case: told to people, asked by every step, and kept by a trigger too."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from permits.cases.enums import Opinion, Stage
from permits.cases.errors import MattersOpen
from permits.cases.models import Case, Condition, Referral, Supplement


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatters:
    """What is open in a file before a stage: unanswered referrals, objections, requests, conditions."""

    referrals: list[Referral] = field(default_factory=list)
    objections: list[Referral] = field(default_factory=list)
    supplements: list[Supplement] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.referrals or self.objections or self.supplements or self.conditions)


def open_before(case: Case, stage: Stage) -> OpenMatters:
    """Return what must be settled before a stage. Runs in the territory of the case."""
    asked = case.referrals.select_related("department")
    return OpenMatters(
        referrals=list(asked.filter(closed_at=None)),
        objections=list(standing_objections(case)),
        supplements=list(case.supplements.filter(closed_at=None)),
        conditions=list(case.conditions.filter(closed_at=None, stage__lte=stage)),
    )


def standing_objections(case: Case) -> QuerySet[Referral]:
    """Return the objections of departments that were not asked again since."""
    again = Referral.objects.filter(case=case, department=OuterRef("department"), pk__gt=OuterRef("pk"))
    objections = case.referrals.filter(~Exists(again), opinion=Opinion.OBJECTS)
    return objections.select_related("department")


def must_be_settled(case: Case, stage: Stage) -> None:
    """Raise MattersOpen while something of this stage or an earlier one is open; the case is locked."""
    referrals, supplements = Referral.objects.filter(case=case), Supplement.objects.filter(case=case)
    conditions = Condition.objects.filter(case=case, closed_at=None, stage__lte=stage)
    asked = Q(Exists(referrals.filter(closed_at=None))) | Q(Exists(supplements.filter(closed_at=None)))
    stands = Q(Exists(standing_objections(case))) | Q(Exists(conditions))
    if Case.objects.filter(asked | stands, pk=case.pk).exists():
        raise MattersOpen
