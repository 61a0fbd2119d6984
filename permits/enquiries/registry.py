"""What can be asked about: each kind of record says how it is found and what is told of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from geo.printing.models import Printout
from geo.registry import Registry
from parcels.register.models import PublishedParcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person is told of a record of his, in the language of the moment.

    `facts` are labels with values. `following` says what happens next; `paper` may be opened.
    """

    title: str
    number: str
    state: str
    since: datetime | None
    following: Sequence[str]
    parcel: PublishedParcel | None = None
    facts: Sequence[tuple[str, str]] = ()
    paper: Printout | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of record.

    `finder` names a function of the database: of an identifier's hash and the digits of a number it returns key, office
    and mobile of that person's record. `tell` reads the record inside its territory.
    """

    name: str
    finder: str
    tell: Callable[[UUID], Told]


sources: Registry[Source] = Registry("source of enquiries")
