"""Records that may have documents: the slice that knows a record declares how it is found."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.accounts.policies import Person
from geo.documents.enums import DocumentKind
from geo.municipalities.models import Municipality
from geo.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A record as the archive needs to know it: its office, the page that shows it, and whether the person may file.

    `kinds` are the papers that such a record has; empty: any. `is_party`: the record is about the person, who is not
    of the office.
    """

    municipality: Municipality
    url: str
    may_file: bool
    kinds: tuple[DocumentKind, ...] = ()
    is_party: bool = False


#: Finds the record of a key for a person; None when there is none that he may see.
Finder = Callable[[Person, str], Home | None]
_finders: Registry[Finder] = Registry("kind of record")


def keeps(record_type: str) -> Callable[[Finder], Finder]:
    """Declare that records of a type such as "slice.model" have documents."""

    def declare(finder: Finder) -> Finder:
        return _finders.register(record_type, finder)

    return declare


def home_of(subject: str, person: Person) -> Home | None:
    """Return the home of "slice.model:key" as a person finds it, or None."""
    record_type, _colon, key = subject.partition(":")
    finder = _finders.get(record_type)
    return finder(person, key) if finder and key else None
