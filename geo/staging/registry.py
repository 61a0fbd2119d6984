"""What rows can become: slices declare it in their `exchange.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from geo.accounts.models import User
from geo.errors import Text
from geo.registry import Registry
from geo.staging.models import StagedLayer, StagedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding of a slice about a row; place as WKB in the storage CRS, None for none."""

    row_id: int
    code: str
    blocks: bool
    facts: dict[str, Any] = field(default_factory=dict)
    wkb: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What a person says when an import is accepted: by whom, why, and the answers that the kind asks for.

    `request_id` makes a second press of the button harmless; `rows` is how many rows he saw that would be taken, None
    where he did not look.
    """

    by: User
    reason: str
    answers: dict[str, str] = field(default_factory=dict)
    request_id: UUID | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What rows become: `check` finds what stands against them, `accept` makes it and returns the record and its page.

    `marks` returns coordinates, shape (n, 2) in the storage CRS, of land that stands in a box already. `asks`: what is
    asked when it is accepted, key of the answer and label. `points`: its rows are points. `comparing`: its rows are
    held against what stands, and nothing is made of them.
    """

    name: str
    title: Text
    numbered: bool
    check: Callable[[StagedLayer], Iterable[Found]]
    accept: Callable[[StagedLayer, Iterable[StagedRow], Acceptance], tuple[str, str]]
    marks: Callable[[tuple[float, float, float, float]], Any]
    asks: tuple[tuple[str, Text], ...] = ()
    points: bool = False
    comparing: bool = False


kinds: Registry[Kind] = Registry("kind of import")
