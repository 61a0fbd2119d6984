"""What all that is put into the file of a case has in common: its lock, its words, its entry in the office's chain."""

from typing import Any, TypeVar

from django.utils import timezone

from geo.accounts.models import User
from geo.series.services import record_act
from geo.spatial.refusals import refusals_explained
from permits.cases.clock import turn_of
from permits.cases.enums import Holder
from permits.cases.errors import AlreadyClosed, FileClosed, NotYoursInFile, WordsMissing
from permits.cases.models import Case, InFile, Matter
from permits.cases.watching import tell_watchers

Closing = TypeVar("Closing", bound=Matter)
#: Characters: as long as the note of a step.
LONGEST = 2000


def lock(case: Case, *, alive: bool = True) -> Case:
    """Lock a case, so that nothing is added to it while a step is taken. Errors: FileClosed unless it goes on."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=case.pk)
    if alive and turn_of(locked.kind, locked.state) is Holder.NOBODY:
        raise FileClosed
    return locked


def reload(matter: Closing) -> Closing:
    """Return a matter as it is after its case was locked. Errors: AlreadyClosed."""
    found = type(matter)._default_manager.get(pk=matter.pk)
    if found.closed_at is not None:
        raise AlreadyClosed
    return found


def words(text: str, *, needed: bool = True) -> str:
    """Return words without what surrounds them. Errors: WordsMissing when there are none, or too many."""
    cleaned = text.strip()
    if (needed and not cleaned) or len(cleaned) > LONGEST:
        raise WordsMissing
    return cleaned


def allowed(says: bool) -> None:
    """Raise NotYoursInFile unless a policy says yes."""
    if not says:
        raise NotYoursInFile


def close(matter: Matter, *, by: User, **written: Any) -> None:
    """Write how a matter was closed, once."""
    for name, value in written.items():
        setattr(matter, name, value)
    matter.closed_by, matter.closed_at = by, timezone.now()
    with refusals_explained():
        matter.save(update_fields=[*written, "closed_by", "closed_at"])


def record(entry: InFile, what: str, *, by: User, tell: bool = False, **facts: Any) -> None:
    """Seal what happened in the file in the office's chain; `tell` whoever follows the case. Facts name no person."""
    told = {"id": entry.pk, **facts}
    if tell:
        tell_watchers(entry.case, what, told)
    record_act(
        office=entry.case.municipality, by=by, action=f"case {what}", subject=f"case:{entry.case_id}",
        facts={"reference": entry.case.reference, **told},
    )  # fmt: skip
