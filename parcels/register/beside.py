"""A bulk load by two sessions at once: what the register holds, and beside it what is only derived of that."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from django.db import connection, connections, transaction

from geo.accounts.models import User
from geo.spatial.refusals import refusals_explained
from parcels.register.bulk import BARE_FROM, Outline, copy_outlines
from parcels.register.enums import ParcelState

#: Opens the transaction's territories and says who acts (scope.territory or everywhere, act_as).
Scope = Callable[[], AbstractContextManager[None]]


class _Load(NamedTuple):
    """What every step of a load is told, in the order of the database's functions."""

    request_id: UUID
    source_system: str
    source: str
    accuracy_m: Decimal | None
    since: datetime | None
    by: int | None
    state: str


def load_beside(
    *,
    scope: Scope,
    outlines: Iterable[Outline],
    request_id: UUID,
    source: str,
    source_system: str = "",
    state: ParcelState = ParcelState.PROVISIONAL,
    by: User | None = None,
    accuracy_m: Decimal | None = None,
    since: datetime | None = None,
) -> int:
    """Load as bulk.load_parcels does, on two cores, where it may have transactions of its own.

    All that the register holds is written by one transaction, all or nothing; the projection and the boundary points by
    a second session that holds the register lock throughout and commits right after it. Where that cannot be (tables
    in use, a load that is small beside the register), one session writes everything. `scope` is opened for each
    transaction. Errors: those of load_parcels; TransactionManagementError inside a transaction.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("a load by two sessions has transactions of its own")
    load = _Load(request_id, source_system, source, accuracy_m, since, by.pk if by else None, state)
    _clean(scope)
    try:
        with _holder() as holder:
            with scope(), refusals_explained():
                copy_outlines(outlines, request_id)
            with scope(), refusals_explained():
                count = _check(load, holder)
            if count is not None and _written_beside(load, holder, scope):
                return count
            holder.rollback()  # the register is for all to lock; no other load by two sessions begins before this ends
            with scope(), refusals_explained():
                return int(_ask(f"SELECT load_parcels_v5({_places(8)})", *load, BARE_FROM))
    except BaseException:
        _clean(scope)
        raise


def finish_loads() -> int:
    """Show what loads wrote that were cut off between their two commits; return how many there were."""
    return int(_ask("SELECT load_finish_v5()"))


def _clean(scope: Scope) -> None:
    with scope():
        _ask("SELECT load_clean_v5()")


@contextmanager
def _holder() -> Iterator[psycopg.Connection[Any]]:
    """Open a second session that holds the register lock; what it wrote and did not commit is undone at the end."""
    direct = connections["direct"]
    session: psycopg.Connection[Any] = direct.get_new_connection(direct.get_connection_params())
    try:
        session.execute("SELECT load_begin_v5()")
        yield session
    finally:
        session.close()


def _check(load: _Load, holder: psycopg.Connection[Any]) -> int | None:
    """Stage the load and check it whole; return how many parcels it brings, None where its frame is in use."""
    arguments = (load.request_id, load.since, load.by, load.state, holder.info.backend_pid)
    count: int | None = _ask(f"SELECT load_check_v5({_places(5)})", *arguments)
    return count


class _NotBesideError(Exception):
    """Somebody has the tables in use, or the load is too small: nothing was written."""


def _written_beside(load: _Load, holder: psycopg.Connection[Any], scope: Scope) -> bool:
    """Write the load by two sessions; False where one is to do it, and nothing is written."""
    try:
        with ThreadPoolExecutor(1) as second, scope(), refusals_explained():
            moment = _ask("SELECT load_again_v5(%s, %s)", BARE_FROM, holder.info.backend_pid)
            if moment is None:
                raise _NotBesideError
            shown = second.submit(_shown, load, holder, moment)
            try:
                held = _ask(_PART, "held", *load, moment, holder.info.backend_pid)
            except BaseException:
                holder.cancel()
                raise
            with connection.wrap_database_errors:
                if not (held and shown.result()):
                    raise _NotBesideError
    except _NotBesideError:
        return False
    _done(load, holder)
    return True


def _done(load: _Load, holder: psycopg.Connection[Any]) -> None:
    """Commit what the second session shows, now that the first one's rows are held."""
    with connection.wrap_database_errors:
        holder.execute("SELECT load_done_v5(%s)", [load.request_id])
        holder.commit()


def _shown(load: _Load, holder: psycopg.Connection[Any], moment: datetime) -> bool:
    (shown,) = holder.execute(_PART, ["shown", *load, moment, holder.info.backend_pid]).fetchone() or (False,)
    return bool(shown)


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)


_PART = f"SELECT load_part_v5({_places(10)}, true)"


def _ask(query: str, *arguments: Any) -> Any:
    """Return the one value that a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        (value,) = cursor.fetchone()
    return value
