"""Checking what was read, when its transaction is done."""

from geo.jobs.registry import job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.scope import act_as, territory
from geo.staging import services
from geo.staging.models import StagedLayer


@job(services.CHECK, retry=GrowingWaits())
def check(layer: int, municipality: int) -> None:
    """Check one reading inside the territory of its office."""
    with territory([municipality]):
        act_as(None, reason="check of an import", source=f"job {services.CHECK}")
        services.check(layer=StagedLayer.objects.get(pk=layer))
