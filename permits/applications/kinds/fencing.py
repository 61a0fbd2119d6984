"""Fencing of vacant land (رخصة تسوير)."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications.enums import ApplicationState, PermitKind
from permits.applications.guards import rules_are_met
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.spatial_rules.clear_of_masks import ClearOfMasks
from permits.applications.spatial_rules.fence_on_boundary import FenceOnBoundary
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.applications.spatial_rules.parcel_vacant import ParcelVacant
from permits.cases.flow import Flow, Side, Transition, flows

_S = ApplicationState

flow = Flow(
    kind="fencing",
    title=_("Fencing permit"),
    states=ApplicationState,
    initial=_S.DRAFT,
    transitions=(
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
        ),
        Transition(
            name="approve",
            label=_("Approve and issue the permit"),
            sources=frozenset({_S.RECOMMENDED}),
            target=_S.ISSUED,
            by=Role.HEAD,
            apart_from=("submit", "recommend"),
            guard=rules_are_met,
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
        ),
        Transition(
            name="cancel",
            label=_("Withdraw the application"),
            sources=frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED}),
            target=_S.CANCELLED,
            by=Side.APPLICANT,
            awaited=False,
            style="outline-danger",
        ),
    ),
)
flows.register(flow.kind, flow)

fencing = Kind(
    kind=PermitKind.FENCING,
    title=_("Fencing permit"),
    title_ar="رخصة تسوير",
    title_en="Fencing permit",
    flow=flow.kind,
    rules=(ParcelInForce(), NoOtherCase(), ParcelVacant(), FenceOnBoundary(), ClearOfMasks()),
    term_code="fencing_permit_validity",
    certificate="applications/certificate/fencing.html",
)
kinds.register(fencing.kind, fencing)
