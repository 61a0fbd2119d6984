"""Exports in the background."""

from uuid import UUID

from geo.exchange import background
from geo.jobs.registry import job

HOURLY = "17 * * * *"


@job(background.EXPORT)
def export(export: str, person: int) -> None:
    """Write the file of one export. It is asked for again when it fails: nothing is tried twice by itself."""
    background.write(UUID(export), person=person)


@job("exchange.remove_expired", starts=HOURLY, alone=True)
def remove_expired() -> None:
    """Remove files that have expired, and what a worker that died left of one."""
    background.remove_expired()
