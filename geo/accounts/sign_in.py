"""Limits of failed sign-ins: who is asked to wait, until when, and by which address a visitor is known."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

#: An IPv6 subscriber is given a whole network of this length, and may change the address inside it at will.
SUBSCRIBER_PREFIX = 64


class SignInGate(AxesStandaloneBackend):
    """Looks at no password while a visitor has to wait. Where there is no request there is no visitor: a command."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Let the next backend decide, or refuse (PermissionDenied) before any password is looked at."""
        if request is not None:
            super().authenticate(request, **credentials)


class SignInLimits(AxesDatabaseHandler):
    """Few failures of one name at one address, more of one address with any names (AXES_LOCKOUT_PARAMETERS)."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the failures of the name at its address; of an address over its own limit, that limit is reached."""
        by_name, by_address = (_failures(attempts) for attempts in self.get_user_attempts(request, credentials))
        over = by_address >= settings.SIGN_IN_FAILURES_PER_ADDRESS
        return max(by_name, settings.AXES_FAILURE_LIMIT) if over else by_name

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of this name at this address after a success, not those of others at the address."""
        by_name, _by_address = self.filter_user_attempts(request, credentials)
        forgotten: int = by_name.delete()[0]
        return forgotten

    def locked_until(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> datetime:
        """Return when the last failure that counts has cooled off."""
        found = [_latest(attempts) for attempts in self.get_user_attempts(request, credentials)]
        cool_off: timedelta = settings.AXES_COOLOFF_TIME
        return max((moment for moment in found if moment), default=timezone.now()) + cool_off


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def _latest(attempts: QuerySet[AccessAttempt]) -> datetime | None:
    latest: datetime | None = attempts.aggregate(latest=Max("attempt_time"))["latest"]
    return latest


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer 429 with the moment from which one may try again; called by the middleware of django-axes."""
    handler = AxesProxyHandler.get_implementation()
    until = handler.locked_until(request, credentials)
    seconds = max(1, round((until - timezone.now()).total_seconds()))
    context = {"until": timezone.localtime(until), "minutes": -(-seconds // 60)}
    answer = render(request, "accounts/locked.html", context, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def client_address(request: HttpRequest) -> str | None:
    """Return the address that a visitor is counted by, or None where the server was not told one.

    With n proxies of our own (TRUSTED_PROXIES) it is the n-th from the right of X-Forwarded-For: what stands further
    left was written by the visitor. An IPv6 address stands for its /64.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    told = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    hops = [*told, direct]
    nearest = hops[-1 - min(settings.TRUSTED_PROXIES, len(told))]
    try:
        address = ip_address(nearest)
    except ValueError:  # a proxy that wrote "unknown", or a socket without an address
        return None
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, SUBSCRIBER_PREFIX), strict=False).network_address)
    return str(address)
