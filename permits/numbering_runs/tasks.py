"""Work of numbering runs that nobody waits for."""

from uuid import UUID

from geo.jobs.registry import job
from geo.jobs.retries import GrowingWaits
from permits.numbering_runs.proofs import PROOF, prove_blocks


@job(PROOF, alone=True, retry=GrowingWaits())
def prove(*, run: str, office: int) -> None:
    """Prove what can be proven of the walks of a run's last revision; one run at a time."""
    prove_blocks(run_id=UUID(run), office=office)
