"""Features as finished GeoJSON text: written by PostGIS, a row a feature, passed on in portions as they come."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connections, transaction
from psycopg import errors, sql

from geo.accounts.policies import Person
from geo.api.pagination import cursor_of
from geo.spatial.crs import TILE_SRID, storage_srid
from tiles.ogc.errors import TooCostly
from tiles.ogc.rows import Rows, reading
from tiles.ogc.systems import System

#: Features fetched at once: about half a megabyte of text.
PORTION = 1_000
#: How long all matches may be counted; longer, and their number is left out (OGC 17-069r4, 7.16.2: it may be).
COUNTED_FOR = "3s"
_FEATURE = sql.SQL("""
concat('{{"type":"Feature","id":', to_json(source.{key}), ',"geometry":',
       coalesce(ST_AsGeoJSON({shape}, {decimals}, 0), 'null'), ',"properties":', row_to_json(properties), '}}')""")
_PAGE = sql.SQL("""
SELECT {feature}, source.{key}
  FROM {relation} AS source CROSS JOIN LATERAL (SELECT {columns}) AS properties
 WHERE {where}
 ORDER BY source.{key}
 LIMIT {limit}
""")
_COUNT = sql.SQL("SELECT count(*) FROM {relation} AS source WHERE {where}")


@dataclass(frozen=True, slots=True)
class Question:
    """Which features of which rows, in which system: those that match, from a key on, at most `limit`."""

    rows: Rows
    system: System
    matching: tuple[sql.Composable, ...] = ()
    after: sql.Composable | None = None
    limit: int = 1


@dataclass(slots=True)
class Found:
    """What is known of a page once it is written: the last id when more follow, and how many features match."""

    returned: int = 0
    last: Any = None
    matched: int | None = None


def page_text(question: Question, person: Person, rest: Any) -> Generator[str]:
    """Yield a FeatureCollection in pieces; `rest(found)` gives the members that stand behind `features`.

    Errors, before the first piece: TooCostly.
    """
    found = Found()
    with reading(question.rows, person):
        opening = '{"type":"FeatureCollection","features":['
        for portion in _portions(question, found):
            yield opening + portion
            opening = ""
        if opening:
            yield opening
        found.matched = _matched(question, found)
    yield "]," + json.dumps(rest(found), ensure_ascii=False)[1:]


def _portions(question: Question, found: Found) -> Iterator[str]:
    with _given_up(), connections[question.rows.using].chunked_cursor() as cursor:
        cursor.execute(_page(question))
        while rows := cursor.fetchmany(PORTION):
            kept = rows[: question.limit - found.returned]
            if kept:
                text = ",".join(feature for feature, _key in kept)
                yield f",{text}" if found.returned else text
                found.returned += len(kept)
                last = kept[-1][1]
            if len(kept) < len(rows):
                found.last = last
                return


def one_feature(question: Question, person: Person) -> str | None:
    """Return the feature that matches, as GeoJSON text; None where there is none. Errors: TooCostly."""
    with reading(question.rows, person), _given_up(), connections[question.rows.using].cursor() as cursor:
        cursor.execute(_page(question))
        row = cursor.fetchone()
    return str(row[0]) if row else None


def _page(question: Question) -> sql.Composed:
    rows = question.rows
    after = () if question.after is None else (question.after,)
    return _PAGE.format(
        feature=_FEATURE.format(
            key=sql.Identifier(rows.key), shape=_shape(rows, question.system),
            decimals=question.system.decimals,
        ),
        key=sql.Identifier(rows.key), relation=rows.relation, columns=_properties(rows),
        where=_all(rows, question.matching + after), limit=question.limit + 1,
    )  # fmt: skip


def _properties(rows: Rows) -> sql.Composable:
    """Return the declared columns by name, and the id among them, for programs that do not read the id of a feature."""
    named = [sql.SQL("{} AS {}").format(column, sql.Identifier(name)) for name, (_kind, column) in rows.columns.items()]
    if rows.key not in rows.columns:
        named.insert(0, sql.SQL("source.{} AS id").format(sql.Identifier(rows.key)))
    return sql.SQL(", ").join(named)


def _shape(rows: Rows, system: System) -> sql.Composable:
    """Return a geometry in a system, outer rings anticlockwise (RFC 7946, 3.1.6), axes in the system's order."""
    own = system.srid == storage_srid() or rows.mercator is None
    kept, srid = (rows.geometry, storage_srid()) if own else (rows.mercator, TILE_SRID)
    wound = sql.SQL("ST_ForcePolygonCCW({})").format(kept)
    if system.srid != srid:
        wound = sql.SQL("ST_Transform({}, {})").format(wound, system.srid)
    return sql.SQL("ST_FlipCoordinates({})").format(wound) if system.northing_first else wound


def _all(rows: Rows, conditions: tuple[sql.Composable, ...]) -> sql.Composable:
    return sql.SQL(" AND ").join((rows.shown, *conditions))


def _matched(question: Question, found: Found) -> int | None:
    """Return how many features match; None when counting them takes too long."""
    if question.after is None and found.last is None:
        return found.returned
    using = question.rows.using
    query = _COUNT.format(relation=question.rows.relation, where=_all(question.rows, question.matching))
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(sql.SQL("SET LOCAL statement_timeout = {}").format(COUNTED_FOR))
            cursor.execute(query)
            (matched,) = cursor.fetchone()
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            return None
        raise
    return int(matched)


@contextmanager
def _given_up() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise TooCostly from error
        raise


def next_cursor(found: Found) -> str | None:
    """Return the cursor of the page that follows, None after the last."""
    return None if found.last is None else cursor_of(found.last)
