"""GeoPackages looked through as SQLite before GDAL sees them: nothing in them may run."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

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
        names = [row[1] for row in file.execute(f"PRAGMA table_info({_quoted(table)})")]
        for name in names:
            if name != column and _has_nul(file, table, name):
                raise Refused("text_nul")
        _check_shapes(file, table, column)


def _has_nul(file: sqlite3.Connection, table: str, column: str) -> bool:
    asked = f"SELECT 1 FROM {_quoted(table)} WHERE typeof({_quoted(column)}) = 'text' "  # noqa: S608 - quoted
    return file.execute(asked + f"AND instr(CAST({_quoted(column)} AS BLOB), x'00') LIMIT 1").fetchone() is not None


def _check_shapes(file: sqlite3.Connection, table: str, column: str) -> None:
    """Look at the type of each geometry (12-128r17, 2.1.3): after the header and its box, order and type."""
    asked = f"SELECT substr({_quoted(column)}, 1, 85) FROM {_quoted(table)}"  # noqa: S608 - quoted
    for (head,) in file.execute(asked):
        if not isinstance(head, bytes) or len(head) < 13:
            continue
        at = 8 + (0, 32, 48, 48, 64, 0, 0, 0)[(head[3] >> 1) & 7]
        order = "little" if head[at : at + 1] == b"\x01" else "big"
        if int.from_bytes(head[at + 1 : at + 5], order) % 1000 in _CURVES:  # type: ignore[arg-type]
            raise Refused("curves")


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'
