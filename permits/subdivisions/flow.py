"""The steps of a change of land: a surveyor asks, an engineer reviews, the head of the office approves."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.cases.flow import Flow, Side, Transition, flows
from permits.subdivisions.enums import RequestState
from permits.subdivisions.guards import rules_are_met

_S = RequestState
KIND = "land_change"

flow = Flow(
    kind=KIND,
    title=_("Change of land"),
    states=RequestState,
    initial=_S.DRAFT,
    page="land_change:case",
    transitions=(
        Transition(
            name="submit",
            label=_("Submit for review"),
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
        ),
        Transition(
            name="approve",
            label=_("Approve: the land changes now"),
            sources=frozenset({_S.RECOMMENDED}),
            target=_S.APPROVED,
            by=Role.HEAD,
            apart_from=("submit", "recommend"),
            guard=rules_are_met,
        ),
        Transition(
            name="return",
            label=_("Return to the surveyor"),
            sources=frozenset({_S.SUBMITTED, _S.RECOMMENDED}),
            target=_S.RETURNED,
            by=Role.ENGINEER,
            needs_note=True,
            style="outline-secondary",
        ),
        Transition(
            name="reject",
            label=_("Reject"),
            sources=frozenset({_S.SUBMITTED, _S.RECOMMENDED}),
            target=_S.REJECTED,
            by=Role.HEAD,
            apart_from=("submit",),
            needs_note=True,
            style="outline-danger",
        ),
        Transition(
            name="cancel",
            label=_("Withdraw the request"),
            sources=frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.RECOMMENDED}),
            target=_S.CANCELLED,
            by=Side.APPLICANT,
            awaited=False,
            style="outline-danger",
        ),
    ),
)
flows.register(flow.kind, flow)
