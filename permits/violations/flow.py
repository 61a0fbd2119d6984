"""The way of a violation: seen, corrected or fined, paid or appealed against, closed."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.accounts.enums import Role
from permits.cases.flow import Flow, Guard, Side, Text, Transition, flows
from permits.violations import guards
from permits.violations.enums import ViolationState

KIND = "violation"
PAGE = "violations:case"
_S = ViolationState


def _step(
    name: str, label: Text, source: str | tuple[str, ...], target: str, by: Role | Side, *,
    apart: tuple[str, ...] = (), note: bool = False, guard: Guard | None = None, awaited: bool = True,
    style: str = "primary",
) -> Transition:  # fmt: skip
    """Return a step; the sources may be one state."""
    sources = frozenset({source} if isinstance(source, str) else source)
    return Transition(
        name=name, label=label, sources=sources, target=target, by=by, apart_from=apart, needs_note=note, guard=guard,
        awaited=awaited, style=style,
    )  # fmt: skip


#: Hands that brought the fine about: who hears the appeal is none of them.
_BEFORE_THE_APPEAL = ("warn", "propose", "impose", "bill_again", "lodge_appeal")

_TO_THE_FINE = (
    _step(
        "warn", _("Warn, and give the correction period"), _S.REPORTED, _S.CORRECTION, Role.INSPECTOR,
        guard=guards.may_be_warned,
    ),
    _step(
        "propose", _("Propose the fine"), (_S.REPORTED, _S.CORRECTION), _S.PROPOSED, Role.INSPECTOR,
        guard=guards.ready_for_fine,
    ),
    _step(
        "close_corrected", _("Close: it is corrected"), _S.CORRECTION, _S.CLOSED, Role.INSPECTOR,
        guard=guards.found_corrected,
    ),
    _step(
        "impose", _("Impose the fine"), _S.PROPOSED, _S.FINED, Role.HEAD, apart=("warn", "propose"),
        guard=guards.ready_for_fine,
    ),
    _step(
        "send_back", _("Send back to the inspector"), _S.PROPOSED, _S.REPORTED, Role.HEAD, note=True,
        style="outline-secondary",
    ),
    _step(
        "drop", _("Drop: it is no violation"), (_S.REPORTED, _S.CORRECTION, _S.PROPOSED), _S.DROPPED, Role.HEAD,
        apart=("warn", "propose"), note=True, guard=guards.no_order_stands, awaited=False, style="outline-danger",
    ),
)  # fmt: skip

_FROM_THE_FINE = (
    _step("pay", _("Fine paid"), _S.FINED, _S.PAID, Side.SYSTEM, guard=guards.is_paid),
    _step("lapse", _("Fine not paid in time"), _S.FINED, _S.OVERDUE, Side.SYSTEM, guard=guards.bill_has_expired),
    _step("bill_again", _("Bill the fine again"), _S.OVERDUE, _S.FINED, Role.HEAD),
    _step(
        "lodge_appeal", _("Enter an appeal that came in"), (_S.FINED, _S.OVERDUE), _S.APPEALED, Role.ENGINEER,
        note=True, guard=guards.appeal_in_time, awaited=False, style="outline-secondary",
    ),
    _step(
        "dismiss_appeal", _("Dismiss the appeal"), _S.APPEALED, _S.FINED, Role.COMMITTEE, apart=_BEFORE_THE_APPEAL,
        note=True,
    ),
    _step(
        "allow_appeal", _("Allow the appeal: the fine falls"), _S.APPEALED, _S.DROPPED, Role.COMMITTEE,
        apart=_BEFORE_THE_APPEAL, note=True, guard=guards.no_order_stands, style="outline-danger",
    ),
    _step(
        "close", _("Close: paid and corrected"), _S.PAID, _S.CLOSED, Role.INSPECTOR, guard=guards.found_corrected
    ),
)  # fmt: skip

flow = Flow(
    kind=KIND, title=pgettext_lazy("case", "Violation"), states=ViolationState, initial=_S.REPORTED,
    transitions=(*_TO_THE_FINE, *_FROM_THE_FINE), page=PAGE,
)  # fmt: skip
flows.register(KIND, flow)
