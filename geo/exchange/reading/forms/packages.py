"""GeoPackages looked through as SQLite before GDAL sees them: nothing in them may run."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

from geo.exchange.reading.refusals import Refused

#: Triggers that the standard writes down (OGC 12-128r17, annex F.3), or that GDAL adds to count rows.
_TRIGGER = re.compile(
    r"(rtree_.+_(insert|update[1-7]?|delete))|(trigger_(insert|delete)_feature_count_.+)|(gpkg_.+)", re.DOTALL
)
#: What the bodies of those call: nothing but geometry functions, ifnull and strftime.
_CALL = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
_CALLED = {
    "st_isempty", "st_minx", "st_maxx", "st_miny", "st_maxy", "strftime", "values", "ifnull", "of", "abort", "raise",
    "on", "when", "not", "and", "or", "in", "where", "select", "coalesce", "max", "count", "lower",
}  # fmt: skip
_CURVES = {8, 9, 10, 11, 12}
#: Columns that are looked through in one pass: what a statement of the library may hold.
_TOGETHER = 100
#: Half a byte of flags in hexadecimal, and where the geometry then begins, counted from 1: behind boxes of 4, 6 or 8
#: numbers.
_BOXES = (("23", 41), ("4567", 57), ("89", 73))


def check_package(path: Path) -> None:
    """Refuse virtual tables but spatial indexes, views, triggers of its own, damaged pages, curves, NUL in texts.

    Errors: Refused (package_active, unreadable, curves, text_nul).
    """
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as file:
            file.execute("PRAGMA trusted_schema = OFF")
            file.execute("PRAGMA cell_size_check = ON")
            found = file.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master").fetchall()
            for kind, name, _table, sql in found:
                _check(kind, name, sql)
            if file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise Refused("unreadable", reason="a page of the file is damaged")
            _check_geometry(file)
    except sqlite3.Error as error:
        raise Refused("unreadable", reason=str(error)[:200]) from error


def _check(kind: str, name: str, sql: str) -> None:
    if kind == "view":
        raise Refused("package_active", what="view", name=name[:100])
    if kind == "table" and re.match(r"\s*CREATE\s+VIRTUAL", sql, re.IGNORECASE) and not _is_index(name, sql):
        raise Refused("package_active", what="virtual table", name=name[:100])
    if kind == "trigger" and not _is_standard(name, sql):
        raise Refused("package_active", what="trigger", name=name[:100])


def _is_index(name: str, sql: str) -> bool:
    return name.startswith("rtree_") and re.search(r'USING\s+"?rtree"?\s*\(', sql, re.IGNORECASE) is not None


def _is_standard(name: str, sql: str) -> bool:
    bare = re.sub(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'', " ", sql)
    return _TRIGGER.fullmatch(name) is not None and {call.lower() for call in _CALL.findall(bare)} <= _CALLED


def _check_geometry(file: sqlite3.Connection) -> None:
    for table, column, kind in file.execute(
        "SELECT table_name, column_name, geometry_type_name FROM gpkg_geometry_columns"
    ).fetchall():
        if "CURVE" in str(kind).upper() or "CIRCULAR" in str(kind).upper():
            raise Refused("curves")
        names = [row[1] for row in file.execute(f"PRAGMA table_info({_quoted(table)})") if row[1] != column]
        if any(_has_nul(file, table, names[at : at + _TOGETHER]) for at in range(0, len(names), _TOGETHER)):
            raise Refused("text_nul")
        _check_shapes(file, table, column)


def _has_nul(file: sqlite3.Connection, table: str, columns: list[str]) -> bool:
    """Say whether a text of the columns holds a NUL; one pass of the table for all of them."""
    odd = (f"typeof({name}) = 'text' AND instr(CAST({name} AS BLOB), x'00')" for name in map(_quoted, columns))
    asked = f"SELECT 1 FROM {_quoted(table)} WHERE ({') OR ('.join(odd)}) LIMIT 1"  # noqa: S608 - quoted
    return file.execute(asked).fetchone() is not None


def _check_shapes(file: sqlite3.Connection, table: str, column: str) -> None:
    """Look at the type of each geometry (12-128r17, 2.1.3): after the header and its box, order and type.

    The box is as long as bits 1 to 3 of the fourth byte say.
    """
    place, flags = _quoted(column), f"substr(hex(substr({_quoted(column)}, 4, 1)), 2)"
    boxes = " ".join(f"WHEN '{sign}' THEN {at}" for signs, at in _BOXES for sign in signs)
    asked = f"SELECT DISTINCT substr({place}, CASE {flags} {boxes} ELSE 9 END, 5) FROM {_quoted(table)} "  # noqa: S608
    for (head,) in file.execute(asked + f"WHERE typeof({place}) = 'blob' AND length({place}) >= 13"):
        order: Literal["little", "big"] = "little" if head[:1] == b"\x01" else "big"
        if int.from_bytes(head[1:5], order) % 1000 in _CURVES:
            raise Refused("curves")


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'
