"""Notices that follow the commit of the step that they tell."""

from uuid import UUID

from geo.jobs.registry import job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.scope import act_as, territory
from permits.violations.errors import NoNotice
from permits.violations.selectors import violation_of
from permits.violations.serving import PRINT, latest_event, printed


@job(PRINT, retry=GrowingWaits())
def print_notice(violation: str, municipality: int) -> None:
    """Print, sign and file the notice of a violation, unless somebody opened it before, or nothing of it holds."""
    with territory([municipality]):
        found = violation_of(UUID(violation))
        event = latest_event(found.case)
        if event is None:
            return
        act_as(event.taken_by_id)
        try:
            printed(found)
        except NoNotice:
            return  # the violation moved on before the worker came
