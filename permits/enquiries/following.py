"""What happens next with a case, in words for whoever it is about."""

from django.utils.translation import gettext as _

from permits.cases.clock import clocks_of
from permits.cases.enums import Holder
from permits.cases.flow import Side, flows
from permits.cases.models import Case


def following(case: Case) -> list[str]:
    """Return who goes on with a case, and with which step where there is only one: no decision is foretold.

    Runs inside its territory.
    """
    clock = clocks_of([case])[case.pk]
    steps = [step for step in flows[case.kind].from_state(case.state) if step.awaited]
    if steps and all(step.by == Side.SYSTEM for step in steps):
        return [
            _("It goes on by itself: with your payment where a bill is open, else with the next act of the office.")
        ]
    told = {
        Holder.OFFICE: _("The office is working on it now. You need not do anything."),
        Holder.APPLICANT: _("It waits for you: go on with it in your account, or at your office."),
        Holder.NOBODY: _("The procedure is over. Nothing more is waited for."),
    }[clock.holder]
    named = [_("Next step: %(step)s") % {"step": step.label} for step in steps if len(steps) == 1]
    return [told, *named]
