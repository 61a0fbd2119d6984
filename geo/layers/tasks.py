"""Work on the log of changes. It touches no protected row, so it opens no territory."""

import logging

from django.conf import settings

from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits
from geo.layers import changes

log = logging.getLogger(__name__)


@job("layers.prune_changes", starts=daily(settings.CHANGES_PRUNED_AT), alone=True, retry=GrowingWaits())
def prune_changes() -> None:
    """Remove what is old of the log; whoever has not read on since then begins anew."""
    log.info("%s changes of layers removed", changes.prune(settings.CHANGES_KEPT_HOURS))
