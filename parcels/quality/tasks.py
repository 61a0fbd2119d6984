"""The nightly check."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.scope import act_as, everywhere, territory
from geo.spatial.clock import transaction_time
from parcels.quality.selectors import Instant, bodies_to_check
from parcels.quality.services import Checked, check_bodies, record_check
from parcels.quality.tolerances import tolerances_on
from parcels.quality.workers import workers

NAME = "quality.check_territory"


@job(NAME, starts=daily(settings.CHECK_TERRITORY_AT), alone=True, retry=GrowingWaits())
def check_territory() -> None:
    """Look for defects in the land of every body, and write down what was found, body by body."""
    day = timezone.localdate()
    for checked in _checks():
        with territory([checked.body.pk]):
            act_as(None, reason="nightly check of the territory", source=f"job {NAME}")
            record_check(checked=checked, as_of=day)


def _checks() -> Iterator[Checked]:
    """Yield the checks of all bodies as they end; in this one process, the other cores are the readers'."""
    with everywhere():
        bodies, now = bodies_to_check([]), transaction_time()
    with workers(1) as here:
        tolerances = tolerances_on(timezone.localdate())
        yield from check_bodies(bodies=bodies, when=Instant(now, past=False), tolerances=tolerances, workers=here)
