"""One made-up row a table and territory, whatever the table's columns: written by the administrator past every rule."""

from itertools import count

import psycopg
from psycopg import sql

COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.atttypmod
  FROM pg_attribute a
 WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
"""
CHECKS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
 WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0
"""
SHAPES = {
    "Point": "POINT(400000 2937000)",
    "MultiLineString": "MULTILINESTRING((400000 2937000, 400010 2937000))",
    "LineString": "LINESTRING(400000 2937000, 400010 2937000)",
    "MultiPolygon": "MULTIPOLYGON(((400000 2937000, 400010 2937000, 400010 2937010, 400000 2937000)))",
}
PLAIN = {
    "boolean": "false",
    "jsonb": "'{}'",
    "bytea": "'\\x00'",
    "timestamp with time zone": "now()",
    "date": "now()",
    "tstzrange": "tstzrange(now(), NULL)",
    "daterange": "daterange(CURRENT_DATE, NULL)",
    "uuid": "gen_random_uuid()",
    "uuid[]": "'{}'",
    "double precision": "1",
}
_serial = count(1)


def lift_rules(admin: psycopg.Connection) -> None:
    """Switch off triggers, foreign keys and checks for the running transaction, which must be rolled back."""
    admin.execute("SET LOCAL session_replication_role = replica")
    for table, constraint in admin.execute(CHECKS).fetchall():
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        admin.execute(drop.format(sql.Identifier(table), sql.Identifier(constraint)))


def fabricate(admin: psycopg.Connection, table: str, territory_column: str, territory: int) -> None:
    """Write one row of that territory into a table."""
    values = {name: _value(kind) for name, kind, _modifier in admin.execute(COLUMNS, [table]).fetchall()}
    values[territory_column] = f"ARRAY[{territory}]" if territory_column == "municipalities" else str(territory)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.SQL, values.values())),
    )
    admin.execute(statement)


def _value(kind: str) -> str:
    if kind in PLAIN:
        return PLAIN[kind]
    if kind.endswith("[]"):
        return "'{}'"
    if kind.startswith("geometry"):
        shape, _comma, srid = kind.removeprefix("geometry(").rstrip(")").partition(",")
        return f"ST_GeomFromText('{SHAPES.get(shape, SHAPES['Point'])}', {srid})"
    if kind.startswith("character") or kind == "text":
        width = int(kind.partition("(")[2].rstrip(")") or 9)
        return f"'{str(next(_serial))[-width:]}'"
    if kind.startswith("numeric"):
        return "1"
    return str(next(_serial))
