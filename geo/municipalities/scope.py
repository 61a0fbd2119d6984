"""The single row filter: which territories the running transaction may see and write.

Row level security compares every protected row with the setting made here (docs/decisions, "Territory"). Outside a
scope the application's role sees no protected row at all.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from geo.municipalities.selectors import all_ids

SETTING = "app.municipalities"


def current() -> tuple[int, ...]:
    """Return the territories of the running transaction; empty outside a scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_territories_v1()")
        (ids,) = cursor.fetchone()
    return tuple(ids or ())


def _set(setting: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(i)) for i in ids) + "}"


@contextmanager
def territory(ids: Iterable[int]) -> Iterator[None]:
    """Run a block in one transaction that sees only these municipalities' rows.

    Nested scopes replace each other and give the outer one back; a failed block is rolled back by its savepoint,
    which gives the setting back by itself.
    """
    with transaction.atomic():
        before = current()
        _set(SETTING, _array(ids))
        yield
        if not transaction.get_rollback():  # a block marked for rollback gives the setting back by that
            _set(SETTING, _array(before))


def act_as(user_id: int | None, *, reason: str = "", source: str | None = None) -> None:
    """Tell the running transaction who acts, why, and through what (a request's route, a command; None: as before).

    Triggers write it down (geo.audit), and a case's opener sees the case.
    """
    _set("app.user", "" if user_id is None else str(user_id))
    _set("app.reason", reason)
    if source is not None:
        _set("app.source", source)


@contextmanager
def in_the_name_of(user_id: int) -> Iterator[None]:
    """Run a block that only reads, in which row level security takes another person for whoever acts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.user', true)")
        (before,) = cursor.fetchone()
        _set("app.user", str(user_id))
        yield
        _set("app.user", before or "")


@contextmanager
def everywhere() -> Iterator[None]:
    """Run a block over all territories: commands and jobs, never a request."""
    with territory(all_ids()):
        _set("app.source", " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]))  # "manage.py load_demo"; no more of it
        yield
