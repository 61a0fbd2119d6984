"""The timeline of a record: row changes, what its slice tells, and the acts in the office's chain."""

from collections.abc import Iterable, Iterator
from operator import attrgetter

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.audit.models import RowChange
from geo.audit.registry import Entry, tellers_of
from geo.audit.telling import entry_of
from geo.calendars.digits import format_number
from geo.series.models import ChainEntry

#: Lines of a page; a record with a longer history shows its newest.
MOST = 200


def timeline(subjects: Iterable[str], *, most: int = MOST) -> list[Entry]:
    """Return what happened to records ("kind:key"), the newest first, as far as the open scope shows it.

    Three tellers: the rows' own history, the slice (`@tells`), the chain of the office. Rows of the same instant keep
    the order of their making.
    """
    named = [(subject.partition(":")[0], subject.partition(":")[2]) for subject in dict.fromkeys(subjects)]
    entries = [*_rows(named, most), *_told(named), *_acts(named, most)]
    return sorted(entries, key=attrgetter("at"), reverse=True)[:most]


def _rows(named: list[tuple[str, str]], most: int) -> Iterator[Entry]:
    asked = Q(pk__in=[])
    for kind, key in named:
        asked |= Q(kind=kind, record=key)
    changes = list(RowChange.objects.filter(asked).order_by("-at", "-id")[:most])
    people = User.objects.in_bulk({one.actor_id for one in changes if one.actor_id is not None})
    return (entry for entry in (entry_of(change, people) for change in changes) if entry is not None)


def _told(named: list[tuple[str, str]]) -> Iterator[Entry]:
    return (entry for kind, key in named for teller in tellers_of(kind) for entry in teller(key))


def _acts(named: list[tuple[str, str]], most: int) -> Iterator[Entry]:
    """Yield the entries of the office's chain: sealed, so that a missing one would show."""
    subjects = [f"{kind}:{key}" for kind, key in named]
    acts = list(ChainEntry.objects.filter(subject__in=subjects).order_by("-recorded_at")[:most])
    people = User.objects.in_bulk({act.actor_id for act in acts if act.actor_id is not None})
    for act in acts:
        person = people.get(act.actor_id) if act.actor_id is not None else None
        yield Entry(
            at=act.recorded_at,
            who=str(person) if person else None,
            what=_("Sealed in the record of the office, entry %(number)s")
            % {"number": format_number(act.sequence, get_language() or "ar")},
            source=act.action,
        )
