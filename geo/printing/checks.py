"""System checks: what must be signed can be signed, by a certificate that holds."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils import timezone

from geo.printing.signing.seal import SealUnusable
from geo.printing.signing.services import seal_in_use

#: So long before a certificate runs out an operator is told.
NOTICE = timedelta(days=45)


@register()
def seal_is_usable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A deployment whose papers must be signed needs a certificate that holds, with its key and its authority."""
    try:
        seal = seal_in_use()
    except SealUnusable as error:
        return [
            Error(f"The seal cannot be used: {error}", hint="Look at SIGNING_* in .env.example.", id="mukhattat.E005")
        ]
    if seal is None:
        if not settings.SIGNING_REQUIRED:
            return []
        hint = "Name the office's certificate, or set SIGNING_REQUIRED=false: papers are then issued unsigned."
        return [Error("No paper can be issued: SIGNING_CERTIFICATE is not set.", hint=hint, id="mukhattat.E006")]
    until = seal.certificate.not_valid_after_utc
    if until < timezone.now():
        return [Error(f"The certificate of the seal ran out on {until:%Y-%m-%d}.", id="mukhattat.E007")]
    if until < timezone.now() + NOTICE:
        return [Warning(f"The certificate of the seal runs out on {until:%Y-%m-%d}.", id="mukhattat.W001")]
    return []
