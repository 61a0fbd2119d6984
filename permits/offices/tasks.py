"""Work by the clock: tokens that have ended are forgotten."""

from django.conf import settings
from oauth2_provider.models import clear_expired

from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits


@job("offices.clear_tokens", starts=daily(settings.TOKENS_CLEARED_AT), alone=True, retry=GrowingWaits())
def clear_tokens() -> None:
    """Delete tokens and codes that can serve no more."""
    clear_expired()
