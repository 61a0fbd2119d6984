"""The way of a grant: asked for, eligible, queued, drawn, verified, decided, paid, handed over, deed, conditions."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.accounts.enums import Role
from permits.cases.flow import Flow, Guard, GuardOfMany, Side, Text, Transition, flows
from permits.grants import guards
from permits.grants.enums import BEFORE_DECISION, DECIDED, WAITING, GrantState

KIND = "grant"
PAGE = "grants:case"
_S = GrantState


def _step(
    name: str, label: Text, source: str | Iterable[str], target: str, by: Role | Side, *,
    apart: tuple[str, ...] = (), note: bool = False, guard: Guard | None = None, of_many: GuardOfMany | None = None,
    awaited: bool = True, style: str = "primary",
) -> Transition:  # fmt: skip
    """Return a step; the sources may be one state."""
    sources = frozenset({source} if isinstance(source, str) else source)
    return Transition(
        name=name, label=label, sources=sources, target=target, by=by, apart_from=apart, needs_note=note, guard=guard,
        guard_of_many=of_many, awaited=awaited, style=style,
    )  # fmt: skip


_TO_THE_QUEUE = (
    _step("complete", _("Data are complete"), _S.APPLIED, _S.DATA_COMPLETE, Role.GRANTS),
    _step(
        "send_back", _("Return for completion"), _S.APPLIED, _S.RETURNED, Role.GRANTS, note=True,
        style="outline-secondary",
    ),
    _step("resubmit", _("Hand in again"), _S.RETURNED, _S.APPLIED, Side.APPLICANT),
    _step(
        "find_eligible", _("Eligible"), _S.DATA_COMPLETE, _S.ELIGIBLE, Role.COMMITTEE, apart=("complete",),
        guard=guards.conditions_are_met,
    ),
    _step(
        "find_ineligible", _("Not eligible"), _S.DATA_COMPLETE, _S.INELIGIBLE, Role.COMMITTEE, apart=("complete",),
        note=True, style="outline-danger",
    ),
    _step("enqueue", _("Enter the queue"), _S.ELIGIBLE, _S.QUEUED, Side.SYSTEM),
)  # fmt: skip

_TO_THE_PLOT = (
    _step("enter_draw", _("Enter the draw"), _S.QUEUED, _S.IN_DRAW, Side.SYSTEM),
    _step("leave_draw", _("No plot was drawn"), _S.IN_DRAW, _S.QUEUED, Side.SYSTEM),
    _step(
        "draw", _("Plot drawn"), _S.IN_DRAW, _S.DRAWN, Side.SYSTEM, guard=guards.has_its_plot,
        of_many=guards.have_their_plots,
    ),
    _step(
        "send_batch", _("Send for verification"), (_S.DRAWN, _S.RETURNED_BY_MINISTRY), _S.BATCHED, Side.SYSTEM,
        guard=guards.plot_still_free,
    ),
    _step(
        "verify", _("The Ministry verified it"), _S.BATCHED, _S.VERIFIED, Role.GRANTS, guard=guards.plot_still_free
    ),
    _step(
        "take_back", _("Returned by the Ministry"), _S.BATCHED, _S.RETURNED_BY_MINISTRY, Role.GRANTS, note=True,
        style="outline-secondary",
    ),
    _step(
        "replace", _("The plot must be replaced"), BEFORE_DECISION | DECIDED, _S.REPLACED, Role.AMIN,
        apart=("verify", "complete"), note=True, awaited=False, style="outline-danger",
    ),
    _step("requeue", _("Back to the head of the queue"), _S.REPLACED, _S.QUEUED, Role.COMMITTEE),
)  # fmt: skip

_TO_THE_DEED = (
    _step(
        "decide", _("Decide the allocation"), _S.VERIFIED, _S.DECISION, Role.AMIN, apart=("verify", "complete"),
        guard=guards.plot_still_free,
    ),
    _step("bill_excess", _("Bill the excess"), _S.DECISION, _S.EXCESS_DUE, Side.SYSTEM),
    _step("pay", _("Excess paid"), _S.EXCESS_DUE, _S.PAID, Side.SYSTEM, guard=guards.is_paid),
    _step("lapse_bill", _("Excess not paid in time"), _S.EXCESS_DUE, _S.OVERDUE, Side.SYSTEM),
    _step("bill_again", _("Bill the excess again"), _S.OVERDUE, _S.EXCESS_DUE, Role.GRANTS),
    _step(
        "hand_over", _("Staked out and handed over"), (_S.DECISION, _S.PAID), _S.SURVEYED, Role.SURVEYOR,
        guard=guards.staked_within_tolerance,
    ),
    _step("issue_deed", _("The notary issued the deed"), _S.SURVEYED, _S.DEED_ISSUED, Role.GRANTS),
    _step("begin_period", _("Conditions begin"), _S.DEED_ISSUED, _S.CONDITION_PERIOD, Side.SYSTEM),
    _step("complete_free", _("No condition holds"), _S.DEED_ISSUED, _S.FULFILLED, Side.SYSTEM),
    _step(
        "fulfil", _("Conditions are met"), _S.CONDITION_PERIOD, _S.FULFILLED, Role.GRANTS,
        guard=guards.obligations_are_met,
    ),
    _step(
        "withdraw", _("Withdraw: conditions were not met"), _S.CONDITION_PERIOD, _S.WITHDRAWN, Role.AMIN, note=True,
        guard=guards.period_is_over, awaited=False, style="outline-danger",
    ),
)  # fmt: skip

_ENDS = (
    _step(
        "give_up", _("Give up the application"), WAITING, _S.CANCELLED, Side.APPLICANT, awaited=False,
        style="outline-danger",
    ),
    _step(
        "lapse", _("Lapse: the grantee died without a request of heirs"),
        WAITING | BEFORE_DECISION | DECIDED | {_S.REPLACED}, _S.LAPSED, Role.AMIN, apart=("complete",), note=True,
        guard=guards.no_heirs, awaited=False, style="outline-danger",
    ),
    _step(
        "cancel", _("Cancel"), WAITING | BEFORE_DECISION | DECIDED | {_S.REPLACED}, _S.CANCELLED, Role.AMIN,
        apart=("complete",), note=True, awaited=False, style="outline-danger",
    ),
)  # fmt: skip

flow = Flow(
    kind=KIND, title=pgettext_lazy("case", "Land grant"), states=GrantState, initial=_S.APPLIED,
    transitions=(*_TO_THE_QUEUE, *_TO_THE_PLOT, *_TO_THE_DEED, *_ENDS), page=PAGE,
)  # fmt: skip
flows.register(KIND, flow)
