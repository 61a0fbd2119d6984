"""What of the layers changed: the tables behind each layer, the log of their changes, the version of their data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connections

from geo.layers.layer import Layer

#: Tables that a relation shows: itself, or what the views in it read.
_BASES = """
WITH RECURSIVE shown (oid) AS (
  SELECT %s::regclass::oid
   UNION
  SELECT d.refobjid FROM shown
    JOIN pg_rewrite r ON r.ev_class = shown.oid
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
)
SELECT c.relname::text FROM shown JOIN pg_class c USING (oid)
 WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""
_BETWEEN = """
SELECT coalesce(%(until)s::pg_snapshot, pg_current_snapshot())::text,
       pg_snapshot_xmin(%(since)s::pg_snapshot) >= l.pruned
         AND pg_snapshot_xmax(%(since)s::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()),
       c.id, c.source, c.municipality_id, c.shape
  FROM change_log_v1() AS l
  LEFT JOIN changes_since_v1(%(since)s::pg_snapshot) AS c
    ON pg_visible_in_snapshot(c.xact, coalesce(%(until)s::pg_snapshot, pg_current_snapshot()))
"""
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Rows of `source` changed within `shape` (WKB, EPSG:3857); `office`: whose staff alone may be told, None: anyone.

    `order` tells changes apart; it is no order of commits.
    """

    order: int
    source: str
    office: int | None
    shape: bytes


def sources_of(layer: Layer) -> tuple[str, ...]:
    """Return the tables whose rows make what a layer shows: asked of the database once, which knows its views."""
    return _bases(layer.model._meta.db_table)


@cache
def _bases(relation: str) -> tuple[str, ...]:
    with connections["default"].cursor() as cursor:
        cursor.execute(_BASES, [f'public."{relation}"'])
        return tuple(name for (name,) in cursor.fetchall() if name != "spatial_ref_sys")


def data_version(layer: Layer, *, using: str = "default") -> str:
    """Return a text that differs after each change of what a layer shows; read it before what it stands for."""
    return data_version_of(sources_of(layer), using=using)


def data_version_of(sources: Iterable[str], *, using: str = "default") -> str:
    """Return a text that differs after each change of some tables of layers, as the application (alias) sees them."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT data_version_v1(%s)", [list(sources)])
        (version,) = cursor.fetchone()
    return str(version)


def changed_since(snapshot: str, sources: Sequence[str], box: Box) -> bool:
    """Say whether what lies in a box (EPSG:3857) may have changed since it was read in a pg_snapshot (its text).

    Asked of the primary, in a statement of its own: call it outside transactions of a frozen snapshot.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT changed_since_v1(%s::pg_snapshot, %s, ST_MakeEnvelope(%s, %s, %s, %s, 3857))",
            [snapshot, list(sources), *box],
        )
        (changed,) = cursor.fetchone()
    return bool(changed)


@dataclass(frozen=True, slots=True)
class Changed:
    """Changes up to a snapshot (its text); None where the log does not tell them all."""

    until: str
    changes: list[Change] | None


def read_changes(cursor: Any, since: str, until: str | None = None) -> Changed:
    """Return the changes that one snapshot (until None: this moment) shows and an earlier one does not.

    Of all territories: `office` says whose staff may be told. A reader who was never there, or before what the log
    holds, gets None. Errors: DataError for a text that is no pg_snapshot.
    """
    cursor.execute(_BETWEEN, {"since": since, "until": until})
    rows = cursor.fetchall()
    reached, known = rows[0][:2]
    changes = [
        Change(order=order, source=source, office=office, shape=bytes(shape))
        for _until, _known, order, source, office, shape in rows
        if order is not None
    ]
    return Changed(str(reached), changes if known else None)


def current_snapshot() -> str:
    """Return what is committed now, as the text of a pg_snapshot."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        (snapshot,) = cursor.fetchone()
    return str(snapshot)


def prune(hours: int) -> int:
    """Remove changes that were written before so long; return how many."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT prune_changes_v1(make_interval(hours => %s))", [hours])
        (removed,) = cursor.fetchone()
    return int(removed)
