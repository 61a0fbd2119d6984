"""Stop orders: works stop, and the permit that they stand on is suspended until the order is lifted."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.errors import NotAllowed
from geo.series.services import record_act
from geo.spatial.refusals import refusals_explained
from permits.cases.errors import NoteMissing
from permits.cases.models import Case
from permits.cases.stopping import stoppables
from permits.violations.enums import OVER
from permits.violations.errors import CannotBeStopped, OrderNotPossible
from permits.violations.models import StopOrder, Violation
from permits.violations.policies import may_order


@transaction.atomic
def order_stop(*, violation: Violation, reason: str, by: User) -> StopOrder:
    """Stop the works of a violation; the permit that it is against is suspended in the same transaction.

    Locks: the violation's case, the permit's case. Errors: NotAllowed, NoteMissing, OrderNotPossible,
    CannotBeStopped, StepNotPossible when the permit is not in force.
    """
    case = _locked(violation, by, reason)
    if case.state in OVER or violation.orders.filter(lifted_at=None).exists():
        raise OrderNotPossible
    permit_case = _permit(violation.permit_case_id)
    stopped = _is_stopped(permit_case)
    with refusals_explained():
        order = StopOrder.objects.create(
            violation=violation, municipality=case.municipality, permit_case=permit_case, reason=reason.strip(),
            ordered_by=by,
        )  # fmt: skip
    if permit_case is not None and not stopped:
        if permit_case.kind not in stoppables:
            raise CannotBeStopped
        said = f"{case.reference}: {reason.strip()}"
        stoppables[permit_case.kind].suspend(case=permit_case, by=system_account(), reason=said)
    _enter("works stopped", case, by, order, reason)
    return order


@transaction.atomic
def lift_order(*, violation: Violation, reason: str, by: User) -> StopOrder:
    """Lift the order in force; the permit goes on. Errors: NotAllowed, NoteMissing, OrderNotPossible."""
    case = _locked(violation, by, reason)
    order = violation.orders.filter(lifted_at=None).first()
    if order is None:
        raise OrderNotPossible
    permit_case = _permit(order.permit_case_id)
    order.lifted_at, order.lifted_by, order.lift_reason = timezone.now(), by, reason.strip()
    with refusals_explained():
        order.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    if permit_case is not None and not _is_stopped(permit_case):
        said = f"{case.reference}: {reason.strip()}"
        stoppables[permit_case.kind].resume(case=permit_case, by=system_account(), reason=said)
    _enter("stop order lifted", case, by, order, reason)
    return order


def _permit(case_id: UUID | None) -> Case | None:
    """Lock the case of a permit, so that orders against one permit come one after another."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case_id) if case_id else None


def _is_stopped(permit_case: Case | None) -> bool:
    """Say whether an order, of whichever violation, stops the permit."""
    return permit_case is not None and StopOrder.objects.filter(permit_case=permit_case, lifted_at=None).exists()


def _locked(violation: Violation, by: User, reason: str) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=violation.case_id)
    if not may_order(by, case.municipality_id):
        raise NotAllowed
    if not reason.strip():
        raise NoteMissing
    return case


def _enter(act: str, case: Case, by: User, order: StopOrder, reason: str) -> None:
    facts = {"order": order.pk, "permit_case": str(order.permit_case_id or ""), "reason": reason.strip()}
    record_act(office=case.municipality, by=by, action=act, subject=f"case:{case.pk}", facts=facts)
