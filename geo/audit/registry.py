"""Which tables keep the history of their rows, and who tells more of a record: each slice's `audited.py` says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.functional import Promise

from geo.registry import Registry

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Change:
    """One value that was changed, in words; None is a value that is withheld."""

    label: Text
    before: Text | None
    after: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a timeline: when, who (None: no person), what, from what to what, why, and who says so."""

    at: datetime
    what: Text
    source: Text
    who: Text | None = None
    changes: tuple[Change, ...] = ()
    why: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """A table whose rows keep their history.

    `kind` opens the subject ("case:…"); `withheld` columns are recorded as changed without their values; `told` columns
    are left out of the timeline, since the slice itself tells them better. `place` is the column of the territory;
    a table without one is public and says so.
    """

    model: type[Model]
    kind: str
    withheld: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    inserts: bool = True
    place: str = "municipality_id"

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """The column that names a row."""
        return self.model._meta.pk.column or ""


audited: Registry[Audited] = Registry("audited kind")

#: Tells what happened to the record of this key, in the scope that is open.
Teller = Callable[[str], Iterable[Entry]]
_tellers: dict[str, list[Teller]] = {}


def audit(
    model: type[Model],
    *,
    kind: str,
    withheld: tuple[str, ...] = (),
    told: tuple[str, ...] = (),
    inserts: bool = True,
    public: bool = False,
) -> Audited:
    """Declare that the rows of a model keep their history. The triggers follow after the next migration.

    `public` rows belong to no territory and everyone may read what became of them.
    """
    columns = {field.column for field in model._meta.concrete_fields}
    if public == ("municipality_id" in columns):
        raise ValueError(f"{model.__name__}: a row has a municipality, or is declared public")
    if unknown := {*withheld, *told} - columns:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
    place = "" if public else "municipality_id"
    declared = Audited(model=model, kind=kind, withheld=withheld, told=told, inserts=inserts, place=place)
    return audited.register(kind, declared)


def tells(kind: str) -> Callable[[Teller], Teller]:
    """Declare a function that adds its own entries to the timeline of a kind of record."""

    def declare(teller: Teller) -> Teller:
        _tellers.setdefault(kind, []).append(teller)
        return teller

    return declare


def tellers_of(kind: str) -> list[Teller]:
    """Return who can tell more of a kind of record."""
    return list(_tellers.get(kind, ()))


def title_of(kind: str) -> Text | None:
    """Return what a kind of record is called, or None when nothing of it is kept."""
    declared = audited.get(kind)
    return declared.model._meta.verbose_name if declared else None


def subject_of(record: Model) -> str:
    """Return the subject of a record, as timelines and the offices' chains name it: "case:…"."""
    for declared in audited:
        if isinstance(record, declared.model):
            return f"{declared.kind}:{record.pk}"
    raise LookupError(f"{type(record).__name__} keeps no history")
