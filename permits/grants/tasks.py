"""Papers of decisions that follow the commit by which they were decided."""

from geo.jobs.each import for_each
from geo.jobs.registry import job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.scope import everywhere, territory
from permits.grants.deciding import PRINT, print_by_key
from permits.grants.models import GrantDecision

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
    for_each(without, lambda one: print_decision(str(one[0]), one[1]), "the paper of a decision")
