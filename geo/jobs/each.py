"""Work over many records of which one that fails does not hold up the rest."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

log = logging.getLogger(__name__)
Record = TypeVar("Record")


class SomeFailed(Exception):
    """Work failed for some records; each was logged with its reason."""


def for_each(records: Sequence[Record], work: Callable[[Record], None], what: str) -> None:
    """Do the work for each record; `what` names it in the log.

    Each does its own transaction: what was done stays done. Errors: SomeFailed, after the last, when any failed.
    """
    failed = 0
    for record in records:
        try:
            work(record)
        except Exception:
            log.exception("%s failed for %s", what, record)
            failed += 1
    if failed:
        raise SomeFailed(f"{what} failed for {failed} of {len(records)}")
