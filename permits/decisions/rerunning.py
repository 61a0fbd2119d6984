"""Taking a decision again from what is kept, and saying what would be otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from geo.spatial_rules.facts import canonical
from permits.decisions.models import DecisionRecord
from permits.decisions.registry import decider_of
from permits.decisions.services import sha256_of

_SEALED = """
SELECT EXISTS (SELECT FROM series_chainentry
                WHERE municipality_id = %s AND hash = %s AND payload ->> 'decision' = %s)
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of the record that would be otherwise; `path` is written like "fee.lines.0.amount"."""

    path: str
    kept: Any
    again: Any


@dataclass(frozen=True, slots=True)
class Rerun:
    """A decision taken again: both hashes, what differs, and whether the office's chain holds the kept one."""

    record: DecisionRecord
    sha256: str
    differences: tuple[Difference, ...]
    sealed: bool

    @property
    def same(self) -> bool:
        """The decision would be the same, and nobody has touched its record."""
        return self.sealed and self.sha256 == self.record.sha256


def rerun(record: DecisionRecord) -> Rerun:
    """Take a decision again. Runs inside the office's territory. Errors: FormerRuleMissing."""
    kept = record.told
    again = decider_of(record.case).again(record)
    return Rerun(record, sha256_of(canonical(again)), tuple(_differences("", kept, again)), _sealed(record))


def _sealed(record: DecisionRecord) -> bool:
    """Say whether the bytes have the hash of the record, and the chain has it too."""
    if sha256_of(bytes(record.body)) != record.sha256:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [record.municipality_id, record.chain_hash, record.sha256])
        return bool(cursor.fetchone()[0])


def _differences(path: str, kept: Any, again: Any) -> Iterator[Difference]:
    """Yield the leaves in which two values of JSON differ."""
    if isinstance(kept, dict) and isinstance(again, dict):
        pairs = [(name, kept.get(name), again.get(name)) for name in sorted(kept.keys() | again.keys())]
    elif isinstance(kept, list) and isinstance(again, list) and len(kept) == len(again):
        pairs = [(str(place), one, other) for place, (one, other) in enumerate(zip(kept, again, strict=True))]
    else:
        if kept != again:
            yield Difference(path, kept, again)
        return
    for name, one, other in pairs:
        yield from _differences(f"{path}.{name}" if path else name, one, other)
