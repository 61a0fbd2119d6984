"""Guards of a grant's steps: eligible by the law of the day, a plot that is still free, staked where it was drawn."""

from collections.abc import Sequence

from django.utils import timezone

from geo.spatial_rules.selectors import needed_value
from permits.cases.models import Case
from permits.grants.conditions import judged
from permits.grants.enums import Duty
from permits.grants.errors import HeirsMisfit, NotEligible, PeriodRuns, PlotUnfit, StakeOutMissing
from permits.grants.fitness import unfit_now
from permits.grants.models import Allotment, Grant
from permits.grants.selectors import allotment_of
from permits.payments.enums import SETTLED
from permits.payments.errors import BillNotPaid
from permits.payments.selectors import latest_bill

#: In data/reference/tolerances.csv: how far a staked corner may lie from the plan, metres.
STAKED = "as_staked_against_plan"


def conditions_are_met(case: Case) -> None:
    """Raise NotEligible with the codes of the conditions in force that are not met or cannot be told."""
    grant = _grant(case)
    blocking = [each for each in judged(grant, Duty.ELIGIBILITY, timezone.localdate()) if each.blocks]
    if blocking:
        raise NotEligible(conditions=[each.condition.code for each in blocking])


def has_its_plot(case: Case) -> None:
    """Raise PlotUnfit unless a plot is allotted."""
    have_their_plots([case])


def have_their_plots(cases: Sequence[Case]) -> None:
    """Raise PlotUnfit unless a plot is allotted to each grant."""
    keys = {case.pk for case in cases}
    if Allotment.objects.filter(grant__in=keys, released_at=None).count() < len(keys):
        raise PlotUnfit(reasons=[])


def plot_still_free(case: Case) -> None:
    """Raise PlotUnfit when the plot is not what was drawn any more, with the reasons; a trigger asks too."""
    grant = _grant(case)
    reasons = unfit_now(grant)
    if reasons:
        raise PlotUnfit(reasons=reasons)


def is_paid(case: Case) -> None:
    """Raise BillNotPaid unless the bill of the excess is paid."""
    bill = latest_bill(case.pk)
    if bill is None or bill.state not in SETTLED:
        raise BillNotPaid


def staked_within_tolerance(case: Case) -> None:
    """Raise StakeOutMissing unless the last record is of the allotted boundary and each corner is near enough."""
    grant = _grant(case)
    allotment, last = allotment_of(grant), grant.stake_outs.last()
    if last is None or allotment is None or last.version_id != allotment.version_id:
        raise StakeOutMissing
    if last.worst_m > float(needed_value(STAKED, timezone.localdate())):
        raise StakeOutMissing(worst_m=last.worst_m)


def obligations_are_met(case: Case) -> None:
    """Raise PeriodRuns while an obligation in force is not met."""
    grant = _grant(case)
    if any(each.blocks for each in judged(grant, Duty.OBLIGATION, timezone.localdate())):
        raise PeriodRuns


def period_is_over(case: Case) -> None:
    """Raise PeriodRuns before the last day of the conditions, or when they are met."""
    grant = _grant(case)
    today = timezone.localdate()
    if grant.conditions_until is None or grant.conditions_until >= today:
        raise PeriodRuns
    if not any(each.blocks for each in judged(grant, Duty.OBLIGATION, today)):
        raise PeriodRuns


def no_heirs(case: Case) -> None:
    """Raise HeirsMisfit when heirs asked: the grant is theirs."""
    if _grant(case).heirs.exists():
        raise HeirsMisfit


def _grant(case: Case) -> Grant:
    return Grant.objects.get(pk=case.pk)
