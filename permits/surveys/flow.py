"""The way of a survey: a surveyor observes, an engineer checks, the head approves."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.cases.flow import Flow, Side, Transition, flows
from permits.surveys.enums import IN_THE_FIELD, SurveyState
from permits.surveys.guards import field_work_is_complete, rules_are_met

_S = SurveyState

flow = Flow(
    kind="survey",
    title=_("Survey decision"),
    states=SurveyState,
    initial=_S.DRAFT,
    page="surveys:case",
    transitions=(
        Transition(
            name="submit",
            label=_("Hand in the field work"),
            sources=frozenset(IN_THE_FIELD),
            target=_S.SUBMITTED,
            by=Role.SURVEYOR,
            guard=field_work_is_complete,
        ),
        Transition(
            name="check",
            label=_("Confirm the check"),
            sources=frozenset({_S.SUBMITTED}),
            target=_S.RECOMMENDED,
            by=Role.ENGINEER,
            apart_from=("submit",),
            guard=rules_are_met,
        ),
        Transition(
            name="approve",
            label=_("Approve and issue the decision"),
            sources=frozenset({_S.RECOMMENDED}),
            target=_S.ISSUED,
            by=Role.HEAD,
            apart_from=("submit", "check"),
            guard=rules_are_met,
        ),
        Transition(
            name="return",
            label=_("Return to the surveyor"),
            sources=frozenset({_S.SUBMITTED}),
            target=_S.RETURNED,
            by=Role.ENGINEER,
            needs_note=True,
            style="outline-secondary",
        ),
        Transition(
            name="send_back",
            label=_("Send back for another check"),
            sources=frozenset({_S.RECOMMENDED}),
            target=_S.SUBMITTED,
            by=Role.HEAD,
            needs_note=True,
            style="outline-secondary",
        ),
        Transition(
            name="reject",
            label=_("Reject the survey"),
            sources=frozenset({_S.SUBMITTED}),
            target=_S.REJECTED,
            by=Role.ENGINEER,
            apart_from=("submit",),
            needs_note=True,
            style="outline-danger",
        ),
        Transition(
            name="cancel",
            label=_("Withdraw the request"),
            sources=frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED}),
            target=_S.CANCELLED,
            by=Side.APPLICANT,
            awaited=False,
            style="outline-danger",
        ),
    ),
)
flows.register(flow.kind, flow)
