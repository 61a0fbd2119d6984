"""How often one may ask: by person, and by address for whoever is not signed in.

Counted in the memory of each server process (Django's default cache): with n processes a visitor may reach n times the
rate, and a restart forgets. It keeps one caller from taking the service from others; it is no defence of a secret.
"""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from geo.accounts.sign_in import client_address


class ByPersonOrAddress(SimpleRateThrottle):
    """Counts a signed-in person by himself, anyone else by address; addresses behind our proxies, IPv6 by its /64."""

    scope = "anonymous"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Say whether the request is within the rate of who asks."""
        self.scope = "signed_in" if request.user.is_authenticated else "anonymous"
        self.num_requests, self.duration = self.parse_rate(self.get_rate())
        allowed: bool = super().allow_request(request, view)
        return allowed

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return under which name the requests of the caller are counted."""
        who = request.user.pk if request.user.is_authenticated else client_address(request._request)
        return self.cache_format % {"scope": self.scope, "ident": who}


class Heavy(ByPersonOrAddress):
    """The same, counted apart and lower, for reads that cost much: past days, the description of the API."""

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return under which name these requests of the caller are counted."""
        return f"heavy_{super().get_cache_key(request, view)}"

    def get_rate(self) -> str:
        """Return a tenth of the rate of who asks."""
        number, period = str(super().get_rate()).split("/")
        return f"{max(1, int(number) // 10)}/{period}"
