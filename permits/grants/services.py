"""Applications for grants and their steps; what each step brings about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.calendars.terms import Calendar, Term, Unit
from geo.municipalities.models import Municipality
from geo.parties.enums import PartyKind
from geo.parties.services import identifier_hash, register_party
from geo.series.services import record_act
from geo.spatial_rules.selectors import value_on
from parcels.rights.granting import end_granted_title, register_granted_title
from parcels.rights.services import NewDeed
from permits.cases.models import Case
from permits.cases.services import open_case, release_claims, take_step
from permits.grants.conditions import classes_on, conditions_on
from permits.grants.deciding import bill_excess, write_decision_of
from permits.grants.ending import let_go
from permits.grants.enums import Basis, Duty, GrantState
from permits.grants.errors import AlreadyAsked, AskedOtherwise, ClassUnknown, DeedMissing, HeirsMisfit, NotOfGrants
from permits.grants.flow import KIND
from permits.grants.models import Grant, Heir
from permits.grants.policies import may_prepare
from permits.grants.selectors import plot_of
from permits.payments.enums import BillState
from permits.payments.registry import payables
from permits.payments.selectors import latest_bill

#: In data/reference/terms.csv: how long the obligations of a grantee run.
PERIOD = "grant_condition_period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: an office, on what, of which area class, and by whom; areas in square metres."""

    office: Municipality
    name: str
    identifier: str
    basis: Basis
    order_number: str
    area_class: str
    decree_area_m2: Decimal
    mobile: str = ""
    born_on: date | None = None
    resident_since: date | None = None


@transaction.atomic
def apply_for_grant(*, asked: Asked, by: User, request_id: UUID) -> Grant:
    """Open an application for a grant, once per request id: entered by the department, or by whoever applies.

    Runs inside the territory of the office. Errors: AlreadyAsked, AskedOtherwise, ClassUnknown, InvalidInput.
    """
    if asked.area_class not in {each.code for each in classes_on(timezone.localdate())}:
        raise ClassUnknown
    case = open_case(kind=KIND, municipality=asked.office, by=by, request_id=request_id)
    known = Grant.objects.filter(case=case).first()
    if known is not None:
        if (known.identifier_hash, known.order_number) != (identifier_hash(asked.identifier), asked.order_number):
            raise AskedOtherwise
        return known
    party = register_party(
        kind=PartyKind.PERSON, name=asked.name, municipality=asked.office, identifier=asked.identifier,
        mobile=asked.mobile,
    )  # fmt: skip
    return _written(
        id=case.pk, case=case, municipality=asked.office, grantee=party, grantee_name=asked.name,
        identifier_hash=party.identifier_hash, basis=asked.basis, order_number=asked.order_number,
        area_class=asked.area_class, decree_area_m2=asked.decree_area_m2, born_on=asked.born_on,
        resident_since=asked.resident_since,
    )  # fmt: skip


def _written(**facts: Any) -> Grant:
    try:
        with transaction.atomic():
            return Grant.objects.create(**facts)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise AlreadyAsked from error
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """An heir: name, ten-digit identity number, share of the whole."""

    name: str
    identifier: str
    share: tuple[int, int]


@transaction.atomic
def record_heirs(*, grant: Grant, heirs: Sequence[Inheritance], document: str, by: User) -> list[Heir]:
    """Write down, once, who takes the place of a grantee who died, by a certificate.

    Errors: NotOfGrants, HeirsMisfit.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=grant.pk)
    if not may_prepare(by, case.municipality_id):
        raise NotOfGrants
    shares = sum((Decimal(each.share[0]) / each.share[1] for each in heirs), Decimal(0))
    if grant.heirs.exists() or abs(shares - 1) > Decimal("1e-9") or not document.strip() or _too_late(case):
        raise HeirsMisfit
    written = [_heir(grant, case, each, document.strip(), by) for each in heirs]
    record_act(
        office=case.municipality, by=by, action="grant heirs recorded", subject=f"case:{case.pk}",
        facts={"document": document.strip(), "parties": [str(each.party_id) for each in written]},
    )  # fmt: skip
    return written


def _too_late(case: Case) -> bool:
    return case.state in HEIRS_TOO_LATE


#: The title is registered, or the grant is at its end.
HEIRS_TOO_LATE = frozenset(
    {
        GrantState.DEED_ISSUED, GrantState.CONDITION_PERIOD, GrantState.FULFILLED, GrantState.INELIGIBLE,
        GrantState.WITHDRAWN, GrantState.LAPSED, GrantState.CANCELLED,
    }
)  # fmt: skip


def _heir(grant: Grant, case: Case, told: Inheritance, document: str, by: User) -> Heir:
    party = register_party(
        kind=PartyKind.PERSON, name=told.name, municipality=case.municipality, identifier=told.identifier
    )
    return Heir.objects.create(
        grant=grant, municipality=case.municipality, party=party, name=told.name, share_numerator=told.share[0],
        share_denominator=told.share[1], document=document, recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "", deed: NewDeed | None = None) -> Case:
    """Take a step of a grant and do what it decides. `deed` comes with the step "issue_deed".

    Errors: those of the step, of the fee and of the deed; DeedMissing.
    """
    if name == "issue_deed" and deed is None:
        raise DeedMissing
    effect = EFFECTS.get(name)

    def settle(moved: Case) -> None:
        grant = Grant.objects.select_related("municipality", "case", "grantee").get(pk=moved.pk)
        if effect is not None:
            effect(grant, by)
        if deed is not None and name == "issue_deed":
            _register_title(grant, deed, by)

    moved = take_step(case=case, name=name, by=by, note=note, effect=settle)
    _go_on(moved)
    moved.refresh_from_db()
    return moved


def _go_on(case: Case) -> None:
    """Take the step that follows by itself."""
    name = ""
    if case.state == GrantState.ELIGIBLE:
        name = "enqueue"
    elif case.state == GrantState.DECISION and _owes(case):
        name = "bill_excess"
    elif case.state == GrantState.DEED_ISSUED:
        name = "begin_period" if _obliged() else "complete_free"
    if name:
        take_step(case=case, name=name, by=system_account())


def _owes(case: Case) -> bool:
    """Say whether the excess was billed and waits for its payment."""
    bill = latest_bill(case.pk)
    return bill is not None and bill.state == BillState.ISSUED


def _obliged() -> bool:
    """Say whether an obligation is in force today."""
    return any(each.active for each in conditions_on(timezone.localdate(), Duty.OBLIGATION))


def _complete(grant: Grant, by: User) -> None:
    """Give the grant its rank: the moment at which the data were complete."""
    grant.completed_at = timezone.now()
    grant.save(update_fields=["completed_at"])


def _bill_again(grant: Grant, by: User) -> None:
    standing = grant.decisions.get(revoked_at=None)
    bill_excess(grant, standing.excess_m2, by)


def _register_title(grant: Grant, deed: NewDeed, by: User) -> None:
    """Register the deed, and the right of the grantee or his heirs; the land is nobody's case any more."""
    plot, heirs = plot_of(grant), list(grant.heirs.select_related("party"))
    if plot is None:
        raise DeedMissing
    holders = [(each.party, (each.share_numerator, each.share_denominator)) for each in heirs]
    decision = grant.decisions.get(revoked_at=None)
    grant.deed = register_granted_title(
        parcel=plot, deed=deed, holders=holders or [(grant.grantee, (1, 1))], by=by, reason=decision.number
    )
    period = value_on(PERIOD, timezone.localdate())
    if period is not None and _obliged():
        calendar, unit = period.unit.split()
        grant.conditions_until = Term(Calendar(calendar), int(period.value), Unit(unit)).ends(timezone.localdate())
    grant.save(update_fields=["deed", "conditions_until"])
    release_claims(case=grant.case)


def _withdraw(grant: Grant, by: User) -> None:
    """End the right that the grant gave, and let go of the plot."""
    if grant.deed is not None:
        end_granted_title(deed=grant.deed, by=by, reason=grant.case.reference)
    let_go(grant, by)


#: What a step does, told the grant and who took the step.
EFFECTS: dict[str, Callable[[Grant, User], object]] = {
    "complete": _complete,
    "decide": write_decision_of,
    "bill_again": _bill_again,
    "replace": let_go,
    "lapse": let_go,
    "cancel": let_go,
    "withdraw": _withdraw,
}


class PaidExcess:
    """What the bill of an excess does when it is paid, and when it is not."""

    def paid(self, case: Case) -> None:
        """Say that the excess is paid."""
        decide(case=case, name="pay", by=system_account())

    def lapsed(self, case: Case) -> None:
        """Say that it was not paid in time; the department bills it again."""
        decide(case=case, name="lapse_bill", by=system_account())


payables.register(KIND, PaidExcess())
