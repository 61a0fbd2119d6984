"""Papers of decisions that follow the commit by which they were decided."""

import logging

from geo.jobs.registry import job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.scope import everywhere, territory
from permits.grants.deciding import PRINT, print_by_key
from permits.grants.models import GrantDecision

log = logging.getLogger(__name__)
HOURLY = "41 * * * *"


@job(PRINT, retry=GrowingWaits())
def print_decision(decision: str, municipality: int) -> None:
    """Print, sign and file the paper of a decision, unless somebody opened it before."""
    with territory([municipality]):
        print_by_key(decision)


@job("grants.print_missing", starts=HOURLY, alone=True)
def print_missing() -> None:
    """Print what jobs gave up on, each in a transaction of its own."""
    with everywhere():
        without = list(
            GrantDecision.objects.filter(printout=None, revoked_at=None).values_list("pk", "municipality_id")
        )
    failed = 0
    for key, municipality in without:
        try:
            print_decision(str(key), municipality)
        except Exception:
            log.exception("decision %s is still without its paper", key)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} of {len(without)} decisions are still without their paper")
