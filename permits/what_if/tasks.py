"""Drafts of building rules judged in the background, and forgotten."""

from uuid import UUID

from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits
from permits.what_if.services import JUDGE, forget_old, judge_draft


@job(JUDGE, alone=True)
def judge(draft: str, office: int, person: int) -> None:
    """Judge one draft; one at a time, since it takes all cores. A failure is final: the planner asks again."""
    judge_draft(draft_id=UUID(draft), office=office, person=person)


@job("what_if.forget", starts=daily("03:55"), alone=True, retry=GrowingWaits())
def forget() -> None:
    """Delete old drafts."""
    forget_old()
