"""The life of a permit after it is issued (DOMAIN 3.3): works, inspection, suspension, renewal, transfer, the end."""

from django.utils.translation import gettext_lazy as _

from geo.accounts.enums import Role
from permits.applications import life_guards as guards
from permits.applications.enums import IN_FORCE, ApplicationState
from permits.cases.enums import Stage
from permits.cases.flow import Side, Text, Transition

_S = ApplicationState
#: States in which a permit expires by the clock; finished works that wait for their inspection do not.
EXPIRING = frozenset({_S.ISSUED, _S.STARTED, _S.SUSPENDED})
_IN_HAND = frozenset({_S.ISSUED, _S.STARTED, _S.COMPLETION_REQUESTED})


def works_life(*, finish: Text, by: Role) -> tuple[Transition, ...]:
    """Return the steps of a permit for works on land; `finish` names the last one, which `by` takes."""
    last = Transition(
        name="finish",
        label=finish,
        sources=frozenset({_S.COMPLETION_REQUESTED}),
        target=_S.CLOSED,
        by=by,
        apart_from=("start", "request_completion"),
        guard=guards.inspected,
        stage=Stage.COMPLETION,
    )
    return (*_WORKS, last, *_STOPS, *_TERMS)


_WORKS = (
    Transition(
        name="start",
        label=_("Give notice that the works begin"),
        sources=frozenset({_S.ISSUED}),
        target=_S.STARTED,
        by=Side.APPLICANT,
        awaited=False,
        stage=Stage.START,
    ),
    Transition(
        name="request_completion",
        label=_("Say that the works are finished"),
        sources=frozenset({_S.STARTED}),
        target=_S.COMPLETION_REQUESTED,
        by=Side.APPLICANT,
        guard=guards.stages_passed,
        awaited=False,
    ),
    Transition(
        name="reopen_works",
        label=_("The works are not as permitted: back to the site"),
        sources=frozenset({_S.COMPLETION_REQUESTED}),
        target=_S.STARTED,
        by=Role.INSPECTOR,
        needs_note=True,
        style="outline-secondary",
    ),
)
_STOPS = (
    Transition(
        name="suspend",
        label=_("Suspend the permit"),
        sources=_IN_HAND,
        target=_S.SUSPENDED,
        by=Role.HEAD,
        needs_note=True,
        awaited=False,
        style="outline-danger",
        appealable=True,
    ),
    Transition(
        name="stop",
        label=_("Stopped by an order"),
        sources=_IN_HAND,
        target=_S.SUSPENDED,
        by=Side.SYSTEM,
        needs_note=True,
        awaited=False,
    ),
    Transition(
        name="resume",
        label=_("Lift the suspension: works have not begun"),
        sources=frozenset({_S.SUSPENDED}),
        target=_S.ISSUED,
        by=Role.HEAD,
        needs_note=True,
        guard=guards.suspended_before_works,
        awaited=False,
        style="outline-primary",
    ),
    Transition(
        name="resume_works",
        label=_("Lift the suspension: works go on"),
        sources=frozenset({_S.SUSPENDED}),
        target=_S.STARTED,
        by=Role.HEAD,
        needs_note=True,
        guard=guards.suspended_during_works,
        awaited=False,
        style="outline-primary",
    ),
    Transition(
        name="order_lifted",
        label=_("The order is lifted"),
        sources=frozenset({_S.SUSPENDED}),
        target=_S.ISSUED,
        by=Side.SYSTEM,
        guard=guards.stopped_before_works,
        awaited=False,
    ),
    Transition(
        name="order_lifted_works",
        label=_("The order is lifted, works go on"),
        sources=frozenset({_S.SUSPENDED}),
        target=_S.STARTED,
        by=Side.SYSTEM,
        guard=guards.stopped_during_works,
        awaited=False,
    ),
    Transition(
        name="revoke",
        label=_("Revoke the permit"),
        sources=IN_FORCE,
        target=_S.REVOKED,
        by=Role.HEAD,
        needs_note=True,
        awaited=False,
        style="outline-danger",
        appealable=True,
    ),
)
_TERMS = (
    *(
        Transition(
            name=name,
            label=label,
            sources=frozenset({state}),
            target=state,
            by=Role.HEAD,
            guard=guards.renewal_is_asked,
            awaited=False,
            style="outline-primary",
        )
        for name, label, state in (
            ("grant_renewal", _("Grant the renewal: works have not begun"), _S.ISSUED),
            ("grant_renewal_works", _("Grant the renewal: works are under way"), _S.STARTED),
            ("grant_renewal_expired", _("Grant the renewal of the expired permit"), _S.EXPIRED),
        )
    ),
    Transition(
        name="expire",
        label=_("The term is over"),
        sources=EXPIRING,
        target=_S.EXPIRED,
        by=Side.SYSTEM,
        guard=guards.term_is_over,
        awaited=False,
    ),
    Transition(
        name="renew",
        label=_("Renewal paid: works have not begun"),
        sources=frozenset({_S.ISSUED, _S.EXPIRED}),
        target=_S.ISSUED,
        by=Side.SYSTEM,
        guard=guards.renewal_paid_before_works,
        awaited=False,
    ),
    Transition(
        name="renew_works",
        label=_("Renewal paid: works are under way"),
        sources=frozenset({_S.STARTED, _S.EXPIRED}),
        target=_S.STARTED,
        by=Side.SYSTEM,
        guard=guards.renewal_paid_during_works,
        awaited=False,
    ),
    Transition(
        name="transfer",
        label=_("Transfer to the new owner: works have not begun"),
        sources=frozenset({_S.ISSUED}),
        target=_S.ISSUED,
        by=Role.HEAD,
        guard=guards.transfer_is_asked,
        awaited=False,
        style="outline-primary",
    ),
    Transition(
        name="transfer_works",
        label=_("Transfer to the new owner: works are under way"),
        sources=frozenset({_S.STARTED}),
        target=_S.STARTED,
        by=Role.HEAD,
        guard=guards.transfer_is_asked,
        awaited=False,
        style="outline-primary",
    ),
    Transition(
        name="give_way",
        label=_("Ended by a building permit on the same land"),
        sources=IN_FORCE,
        target=_S.EXPIRED,
        by=Side.SYSTEM,
        awaited=False,
    ),
)
#: The names of all steps after the permit.
LIFE = frozenset(step.name for step in (*_WORKS, *_STOPS, *_TERMS)) | {"finish"}
