"""Whose history is kept: cases, what they hold and what is settled in them; steps are told from their ledger."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from geo.audit.registry import Change, Entry, audit, tells
from permits.cases.flow import flows
from permits.cases.models import (
    Appeal,
    Case,
    CaseEvent,
    Claim,
    Condition,
    DecisionTerm,
    Department,
    Holiday,
    Referral,
    ReferralRoute,
    Supplement,
)

audit(Case, kind="case", told=("state", "state_since"))
audit(Claim, kind="claim")
audit(Referral, kind="referral")
audit(Supplement, kind="supplement", withheld=("answer",))
audit(Condition, kind="condition")
audit(Appeal, kind="appeal", withheld=("grounds",))
audit(Department, kind="department", public=True)
audit(ReferralRoute, kind="referral_route", public=True)
audit(DecisionTerm, kind="decision_term", public=True)
audit(Holiday, kind="holiday", public=True)


@tells("case")
def steps_taken(key: str) -> Iterator[Entry]:
    """Tell the steps of a case: by whom, for whom, with what words."""
    events = CaseEvent.objects.filter(case_id=key).select_related("case", "taken_by", "on_behalf_of")
    for event in events.order_by("taken_at", "pk"):
        flow = flows[event.case.kind]
        step = flow.step(event.transition)
        yield Entry(
            at=event.taken_at,
            who=_who(event),
            what=step.label if step else event.transition,
            changes=(Change(_("State"), flow.states(event.source).label, flow.states(event.target).label),),
            why=event.note,
            source="",
        )


def _who(event: CaseEvent) -> str:
    """Return who signed, and for whom when it was not in his own name."""
    if event.on_behalf_of is None:
        return str(event.taken_by)
    return _("%(person)s on behalf of %(other)s") % {"person": event.taken_by, "other": event.on_behalf_of}
