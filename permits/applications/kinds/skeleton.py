"""The steps that kinds of permit have in common: from a draft through two hands and a bill to the permit."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.enums import ApplicationState
from permits.applications.guards import (
    bill_has_expired,
    not_paid,
    nothing_is_due,
    paid_and_rules_are_met,
    rules_are_met,
)
from permits.cases.enums import Stage
from permits.cases.flow import Flow, Side, Text, Transition
from permits.cases.guards import appeal_is_upheld

_S = ApplicationState


def permit_flow(kind: str, title: Text, *, life: tuple[Transition, ...] = ()) -> Flow:
    """Return the flow of a kind of permit (DOMAIN 3.3); `life` are its steps after the permit is issued."""
    return Flow(
        kind=kind,
        title=title,
        states=ApplicationState,
        initial=_S.DRAFT,
        transitions=(*_TO_THE_PERMIT, *life),
        refers_in=frozenset({_S.SUBMITTED}),
        papers="applications.permitapplication",
    )


_TO_THE_PERMIT = (
    Transition(
        name="submit",
        label=_("Submit the application"),
        sources=frozenset({_S.DRAFT, _S.RETURNED}),
        target=_S.SUBMITTED,
        by=Side.APPLICANT,
    ),
    Transition(
        name="recommend",
        label=_("Recommend approval"),
        sources=frozenset({_S.SUBMITTED}),
        target=_S.RECOMMENDED,
        by=Role.ENGINEER,
        apart_from=("submit",),
        guard=rules_are_met,
        stage=Stage.DECISION,
    ),
    Transition(
        name="approve",
        label=_("Approve"),
        sources=frozenset({_S.RECOMMENDED}),
        target=_S.AWAITING_PAYMENT,
        by=Role.HEAD,
        apart_from=("submit", "recommend"),
        guard=rules_are_met,
        stage=Stage.ISSUE,
    ),
    Transition(
        name="pay",
        label=_("Payment received, permit issued"),
        sources=frozenset({_S.AWAITING_PAYMENT}),
        target=_S.ISSUED,
        by=Side.SYSTEM,
        guard=paid_and_rules_are_met,
        stage=Stage.ISSUE,
    ),
    Transition(
        name="waive",
        label=_("No fee is due, permit issued"),
        sources=frozenset({_S.AWAITING_PAYMENT}),
        target=_S.ISSUED,
        by=Side.SYSTEM,
        guard=nothing_is_due,
        awaited=False,
        stage=Stage.ISSUE,
    ),
    Transition(
        name="issue_paid",
        label=_("Issue the paid permit"),
        sources=frozenset({_S.AWAITING_PAYMENT}),
        target=_S.ISSUED,
        by=Role.HEAD,
        apart_from=("submit", "recommend"),
        guard=paid_and_rules_are_met,
        awaited=False,
        stage=Stage.ISSUE,
    ),
    Transition(
        name="annul",
        label=_("Cancel the approved application"),
        sources=frozenset({_S.AWAITING_PAYMENT}),
        target=_S.CANCELLED,
        by=Role.HEAD,
        needs_note=True,
        awaited=False,
        style="outline-danger",
        appealable=True,
    ),
    Transition(
        name="lapse",
        label=_("Not paid in time"),
        sources=frozenset({_S.AWAITING_PAYMENT}),
        target=_S.CANCELLED,
        by=Side.SYSTEM,
        guard=bill_has_expired,
        awaited=False,
    ),
    Transition(
        name="return",
        label=_("Return to the applicant"),
        sources=frozenset({_S.SUBMITTED}),
        target=_S.RETURNED,
        by=Role.ENGINEER,
        needs_note=True,
        style="outline-secondary",
    ),
    Transition(
        name="send_back",
        label=_("Send back for review"),
        sources=frozenset({_S.RECOMMENDED}),
        target=_S.SUBMITTED,
        by=Role.HEAD,
        needs_note=True,
        style="outline-secondary",
    ),
    Transition(
        name="reject",
        label=_("Reject"),
        sources=frozenset({_S.SUBMITTED}),
        target=_S.REJECTED,
        by=Role.ENGINEER,
        apart_from=("submit",),
        needs_note=True,
        style="outline-danger",
        appealable=True,
    ),
    Transition(
        name="reopen",
        label=_("Take the application up again after the appeal"),
        sources=frozenset({_S.REJECTED}),
        target=_S.SUBMITTED,
        by=Role.HEAD,
        needs_note=True,
        guard=appeal_is_upheld,
        awaited=False,
        style="outline-primary",
    ),
    Transition(
        name="cancel",
        label=_("Withdraw the application"),
        sources=frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.AWAITING_PAYMENT}),
        target=_S.CANCELLED,
        by=Side.APPLICANT,
        guard=not_paid,
        awaited=False,
        style="outline-danger",
    ),
)
