"""The steps of an excavation (DOMAIN 3.3): coordinated, or begun as an emergency; dug, reinstated, cleared."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.guards import rules_are_met
from permits.applications.kinds.skeleton import permit_flow
from permits.cases.enums import Stage
from permits.cases.flow import Flow, Side, Transition, flows
from permits.excavations import guards
from permits.excavations.enums import DigState

_S = DigState
#: Steps from the approval to the permit that are those of every kind.
_PAYING = ("pay", "waive", "issue_paid", "annul", "lapse")


def _step(name: str, label: object, sources: set[str], target: str, by: Role | Side, **more: object) -> Transition:
    return Transition(name=name, label=label, sources=frozenset(sources), target=target, by=by, **more)  # type: ignore[arg-type]


_EMERGENCY = (
    _step("notify", _("Notify an emergency"), {_S.DRAFT}, _S.NOTIFIED, Side.APPLICANT, guard=guards.emergency),
    _step(
        "allow", _("Allow the emergency works for now"), {_S.NOTIFIED}, _S.PRELIM_APPROVED, Role.COORDINATOR,
        apart_from=("notify",),
    ),
    _step("verify", _("Emergency seen on site"), {_S.PRELIM_APPROVED}, _S.VERIFIED, Role.INSPECTOR),
    _step(
        "deny", _("No emergency"), {_S.NOTIFIED, _S.PRELIM_APPROVED}, _S.REJECTED, Role.COORDINATOR,
        needs_note=True, awaited=False, style="outline-danger",
    ),
    _step(
        "overdue", _("No formal request in time"), {_S.PRELIM_APPROVED, _S.VERIFIED}, _S.OVERDUE, Side.SYSTEM,
        guard=guards.request_is_late, awaited=False,
    ),
)  # fmt: skip
_COORDINATION = (
    _step(
        "submit", _("Submit the application"), {_S.DRAFT, _S.RETURNED, _S.VERIFIED, _S.OVERDUE}, _S.SUBMITTED,
        Side.APPLICANT, guard=guards.seen_first,
    ),
    _step("circulate", _("Circulate to the agencies"), {_S.SUBMITTED}, _S.COORDINATION, Role.COORDINATOR),
    _step(
        "return", _("Return to the applicant"), {_S.SUBMITTED, _S.COORDINATION}, _S.RETURNED, Role.COORDINATOR,
        needs_note=True, style="outline-secondary",
    ),
    _step(
        "reject", _("Reject"), {_S.SUBMITTED, _S.COORDINATION}, _S.REJECTED, Role.COORDINATOR,
        apart_from=("submit",), needs_note=True, style="outline-danger", appealable=True,
    ),
    _step(
        "recommend", _("Recommend approval"), {_S.COORDINATION}, _S.RECOMMENDED, Role.COORDINATOR,
        apart_from=("submit",), guard=rules_are_met,
    ),
    _step(
        "approve", _("Approve"), {_S.RECOMMENDED}, _S.AWAITING_PAYMENT, Role.HEAD,
        apart_from=("submit", "recommend"), guard=rules_are_met, stage=Stage.DECISION,
    ),
    _step(
        "send_back", _("Send back for review"), {_S.RECOMMENDED}, _S.COORDINATION, Role.HEAD,
        needs_note=True, style="outline-secondary",
    ),
    _step(
        "cancel", _("Withdraw the application"),
        {_S.DRAFT, _S.NOTIFIED, _S.SUBMITTED, _S.COORDINATION, _S.RETURNED, _S.AWAITING_PAYMENT}, _S.CANCELLED,
        Side.APPLICANT, guard=guards.can_be_withdrawn, awaited=False, style="outline-danger",
    ),
)  # fmt: skip
_DIGGING = (
    _step(
        "start", _("Give notice that the works begin"), {_S.ISSUED}, _S.WORKING, Side.APPLICANT,
        guard=guards.within_days, stage=Stage.START,
    ),
    _step(
        "ask_extension", _("Ask for more days"), {_S.WORKING}, _S.EXTENSION_ASKED, Side.APPLICANT,
        guard=guards.more_days_asked, awaited=False,
    ),
    _step(
        "extend", _("Grant the days"), {_S.EXTENSION_ASKED}, _S.WORKING, Role.COORDINATOR,
        apart_from=("ask_extension",), guard=guards.more_days_possible,
    ),
    _step(
        "refuse_extension", _("Refuse the days"), {_S.EXTENSION_ASKED}, _S.WORKING, Role.COORDINATOR,
        needs_note=True, style="outline-danger",
    ),
    _step("backfill", _("The trench is backfilled"), {_S.WORKING}, _S.BACKFILLED, Side.APPLICANT),
    _step("reinstate", _("The surface is reinstated"), {_S.BACKFILLED, _S.DEFECTIVE}, _S.REINSTATED, Side.APPLICANT),
    _step(
        "request_closure", _("Ask for clearance"), {_S.REINSTATED}, _S.CLOSURE_REQUESTED, Side.APPLICANT,
    ),
    _step(
        "close", _("Clear"), {_S.CLOSURE_REQUESTED}, _S.CLOSED, Role.INSPECTOR, apart_from=("request_closure",),
        stage=Stage.COMPLETION,
    ),
    _step(
        "report_defect", _("Report a defect"), {_S.CLOSURE_REQUESTED, _S.CLOSED}, _S.DEFECTIVE, Role.INSPECTOR,
        needs_note=True, awaited=False, style="outline-danger",
    ),
    _step(
        "release", _("The guarantee is over"), {_S.CLOSED}, _S.RELEASED, Side.SYSTEM, guard=guards.guarantee_is_over,
        awaited=False,
    ),
    _step(
        "expire", _("Not begun within its days"), {_S.ISSUED}, _S.EXPIRED, Side.SYSTEM, guard=guards.never_begun,
        awaited=False,
    ),
    _step(
        "suspend", _("Suspend the permit"), {_S.ISSUED, _S.WORKING}, _S.SUSPENDED, Role.HEAD, needs_note=True,
        awaited=False, style="outline-danger", appealable=True,
    ),
    _step("resume", _("Let the permit hold again"), {_S.SUSPENDED}, _S.ISSUED, Role.HEAD, needs_note=True),
    _step("stop", _("Stopped by an order"), {_S.ISSUED, _S.WORKING}, _S.SUSPENDED, Side.SYSTEM, awaited=False),
    _step("order_lifted", _("The order is lifted"), {_S.SUSPENDED}, _S.ISSUED, Side.SYSTEM, awaited=False),
    _step(
        "revoke", _("Revoke the permit"), {_S.ISSUED, _S.SUSPENDED}, _S.REVOKED, Role.HEAD, needs_note=True,
        awaited=False, style="outline-danger", appealable=True,
    ),
)  # fmt: skip

flow = Flow(
    kind="excavation",
    title=_("Excavation permit"),
    states=DigState,
    initial=_S.DRAFT,
    transitions=(
        *_EMERGENCY,
        *_COORDINATION,
        *(step for step in permit_flow("excavation", "").transitions if step.name in _PAYING),
        *_DIGGING,
    ),
    page="excavations:case",
    refers_in=frozenset({_S.COORDINATION}),
)
flows.register(flow.kind, flow)
