"""Services beside the API (features, WFS) that are counted together with it."""

from math import ceil

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from geo.api.throttles import ByPersonOrAddress
from geo.errors import TooMany


class TooOften(TooMany):
    """More requests than the rate of who asks; `seconds` in the context says how long to wait."""

    code = "throttled"
    message = _("Too many requests. Wait as long as Retry-After says, then try again.")


class _Asking:
    """A request of Django's, as the framework's classes look at one."""

    def __init__(self, request: HttpRequest) -> None:
        self.user, self._request = request.user, request


def count_request(request: HttpRequest, throttle: type[ByPersonOrAddress] = ByPersonOrAddress) -> None:
    """Count a request to a service beside the API, together with those to the API. Errors: TooOften."""
    counted = throttle()
    if not counted.allow_request(_Asking(request), None):  # type: ignore[arg-type]
        raise TooOften(seconds=max(1, ceil(counted.wait() or 0)))
