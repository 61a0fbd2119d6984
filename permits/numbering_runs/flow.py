"""The way of a numbering run: proposed, reviewed, published for objections, signed twice, frozen (DOMAIN 2.4)."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.cases.flow import Flow, Side, Transition, flows
from permits.numbering_runs.enums import RunState
from permits.numbering_runs.guards import (
    every_parcel_is_walked,
    never_published,
    objections_are_closed,
    ready_for_review,
    something_was_upheld,
)

_S = RunState
KIND = "numbering"

flow = Flow(
    kind=KIND,
    title=_("Numbering of an old district"),
    states=_S,
    initial=_S.PROPOSED,
    page="numbering_runs:run",
    transitions=(
        Transition(
            name="review", label=_("Confirm the review"), sources=frozenset({_S.PROPOSED, _S.RETURNED}),
            target=_S.REVIEWED, by=Role.ENGINEER, apart_from=("publish",), guard=ready_for_review,
        ),
        Transition(
            name="return", label=_("Return to the surveyor"), sources=frozenset({_S.REVIEWED}), target=_S.RETURNED,
            by=Role.PLANNER, needs_note=True, style="outline-secondary",
        ),
        Transition(
            name="publish", label=_("Give the numbers and publish them"), sources=frozenset({_S.REVIEWED}),
            target=_S.PUBLISHED, by=Role.PLANNER, apart_from=("review",), guard=every_parcel_is_walked,
        ),
        Transition(
            name="reopen", label=_("Send back for what was upheld"), sources=frozenset({_S.PUBLISHED}),
            target=_S.RETURNED, by=Role.COMMITTEE, guard=something_was_upheld, awaited=False,
            style="outline-secondary",
        ),
        Transition(
            name="sign_survey", label=_("Sign for the survey"), sources=frozenset({_S.PUBLISHED}), target=_S.SIGNED,
            by=Role.SURVEY_MANAGER, apart_from=("review", "publish"), guard=objections_are_closed,
        ),
        Transition(
            name="sign_planning", label=_("Sign for planning"), sources=frozenset({_S.SIGNED}), target=_S.APPROVED,
            by=Role.PLANNING_MANAGER, apart_from=("review", "publish", "sign_survey"), guard=objections_are_closed,
        ),
        Transition(
            name="back_from_planning", label=_("Send back"), sources=frozenset({_S.SIGNED}), target=_S.PUBLISHED,
            by=Role.PLANNING_MANAGER, needs_note=True, style="outline-secondary",
        ),
        Transition(
            name="freeze", label=_("Freeze the numbers"), sources=frozenset({_S.APPROVED}), target=_S.FROZEN,
            by=Role.HEAD, apart_from=("review", "publish", "sign_survey", "sign_planning"),
            guard=objections_are_closed,
        ),
        Transition(
            name="back_from_head", label=_("Send back"), sources=frozenset({_S.APPROVED}), target=_S.PUBLISHED,
            by=Role.HEAD, needs_note=True, style="outline-secondary",
        ),
        Transition(
            name="withdraw", label=_("Withdraw the run"), sources=frozenset({_S.PROPOSED, _S.RETURNED, _S.REVIEWED}),
            target=_S.WITHDRAWN, by=Side.APPLICANT, needs_note=True, guard=never_published, awaited=False,
            style="outline-danger",
        ),
    ),
)  # fmt: skip
flows.register(flow.kind, flow)
