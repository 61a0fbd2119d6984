"""Limits of what visitors who are not signed in may leave behind: so many within a while from one address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from geo.accounts.models import VisitorAct
from geo.accounts.sign_in import client_address
from geo.errors import TooMany

#: What is older is forgotten, whatever its limit.
KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many acts of a name within a while; `within` is at most KEPT."""

    act: str
    most: int
    within: timedelta


class TooManyFromHere(TooMany):
    """An address reached a limit."""

    code = "too_many_from_one_address"

    def __init__(self, *, seconds: int) -> None:
        minutes = -(-seconds // 60)
        message = ngettext(
            "As many were sent from this address of the network as are taken at one time. Try again in %(minutes)d"
            " minute; your office takes it down at any time.",
            "As many were sent from this address of the network as are taken at one time. Try again in %(minutes)d"
            " minutes; your office takes it down at any time.",
            minutes,
        )
        super().__init__(message % {"minutes": minutes}, seconds=seconds)


def count_act(request: HttpRequest, limit: Limit) -> None:
    """Count an act of a visitor with the transaction; of two at once from one address the second waits for the first.

    Visitors whose address the server was not told count as one. Errors: TooManyFromHere.
    """
    _count(salted_hmac(__name__, client_address(request) or "").hexdigest(), limit)


def count_for(key: str, limit: Limit) -> None:
    """Count an act by something else than the visitor's address (a number, a program), which is kept as a keyed hash.

    Errors: TooManyFromHere.
    """
    _count(_keyed(key, limit), limit)


def wait_for(key: str, limit: Limit) -> int:
    """Return how many seconds an act under a key would have to wait now, 0 for none; nothing is counted."""
    now = timezone.now()
    return _wait(_times(_keyed(key, limit), limit, now), limit, now)


def _keyed(key: str, limit: Limit) -> str:
    return salted_hmac(f"{__name__} {limit.act}", key).hexdigest()


def _count(visitor: str, limit: Limit) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [visitor])
    now = timezone.now()
    if seconds := _wait(_times(visitor, limit, now), limit, now):
        raise TooManyFromHere(seconds=seconds)
    VisitorAct.objects.create(act=limit.act, visitor=visitor, done_at=now)


def _times(visitor: str, limit: Limit, now: datetime) -> list[datetime]:
    """Return when the visitor did it of late, the earliest first."""
    of_late = VisitorAct.objects.filter(visitor=visitor, act=limit.act, done_at__gt=now - limit.within)
    return list(of_late.order_by("done_at").values_list("done_at", flat=True))


def _wait(times: Sequence[datetime], limit: Limit, now: datetime) -> int:
    """Return the seconds until one more is taken, 0 for now."""
    if len(times) < limit.most:
        return 0
    return max(1, round((times[len(times) - limit.most] + limit.within - now).total_seconds()))


def forget_visitors() -> int:
    """Forget what is too old to count; return how many acts."""
    forgotten: int = VisitorAct.objects.filter(done_at__lt=timezone.now() - KEPT).delete()[0]
    return forgotten
