"""Whose history is kept: cases and what they hold; the steps are told from their own ledger."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from geo.audit.registry import Change, Entry, audit, tells
from permits.cases.flow import flows
from permits.cases.models import Case, CaseEvent, Claim

audit(Case, kind="case", told=("state", "state_since"))
audit(Claim, kind="claim")


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
