"""SQL in files: each is released once, with its hash; functions carry their version; every index has a reader."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from geo.sqlfiles.operations import RunSQLFile, file_hash
from tests.architecture.tree import PACKAGES, ROOT, at, files, parsed

GRANTS = "grants.sql"
FILE_NAME = re.compile(r"[a-z0-9_]+\.v\d+\.sql")
FUNCTION = re.compile(r"^CREATE (?:OR REPLACE )?FUNCTION (?P<name>\w+)(?P<head>.*?)^AS \$", re.MULTILINE | re.DOTALL)
VOLATILITY = re.compile(r"\b(?:VOLATILE|STABLE|IMMUTABLE)\b")
INDEXES = {"Index", "GistIndex", "GinIndex", "BrinIndex", "SpGistIndex", "HashIndex", "BTreeIndex"}


@dataclass(frozen=True)
class Function:
    """One function as a file declares it: `head` is what stands between its name and its body."""

    path: Path
    line: int
    name: str
    head: str
    above: str

    @property
    def place(self) -> str:
        return f"{at(self.path, self.line)} {self.name}"


def sql_files() -> list[Path]:
    return [path for path in files(*PACKAGES, suffixes=(".sql",)) if path.name != GRANTS]


def functions_of(path: Path, text: str) -> Iterator[Function]:
    for found in FUNCTION.finditer(text):
        before = text[: found.start()].splitlines()
        yield Function(path, len(before) + 1, found["name"], found["head"], before[-1] if before else "")


def declared() -> list[Function]:
    return [function for path in sql_files() for function in functions_of(path, path.read_text(encoding="utf-8"))]


def dropped() -> set[str]:
    """Return the functions that a later file takes away."""
    found = (
        re.findall(r"^DROP FUNCTION (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE) for path in sql_files()
    )
    return {name for names in found for name in names}


def released() -> list[RunSQLFile]:
    """Return the SQL files that migrations run, in no order."""
    migrations = MigrationLoader(None).disk_migrations.values()
    return [op for migration in migrations for op in migration.operations if isinstance(op, RunSQLFile)]


def test_every_file_of_sql_lies_where_migrations_look_and_bears_a_version():
    odd = [at(path) for path in sql_files() if path.parent.name != "sql" or not FILE_NAME.fullmatch(path.name)]
    assert odd == []


def test_each_file_is_run_by_exactly_one_migration():
    runs = Counter(operation.path for operation in released())
    assert {at(path): runs[path] for path in sql_files()} == {at(path): 1 for path in sql_files()}


def test_each_file_is_still_the_one_that_was_released():
    assert [at(op.path) for op in released() if file_hash(op.path) != op.sha256] == []


def test_no_migration_holds_sql_of_its_own():
    pattern = re.compile(r"RunSQL\(|\.execute\(")
    found = [path for path in files(*PACKAGES) if "migrations" in path.parts]
    assert [at(path) for path in found if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_the_name_of_a_function_ends_in_its_version():
    assert [function.place for function in declared() if not re.search(r"_v\d+$", function.name)] == []


def test_every_function_says_how_volatile_it_is():
    assert [function.place for function in declared() if not VOLATILITY.search(function.head)] == []


def test_every_function_fixes_where_it_looks_names_up():
    assert [function.place for function in declared() if "SET search_path = pg_catalog" not in function.head] == []


def test_above_every_function_stands_what_it_is_for():
    assert [function.place for function in declared() if not function.above.startswith("-- ")] == []


def test_the_reader_of_functions_sees_what_is_wrong():
    text = "SELECT 1;\nCREATE FUNCTION plain(a integer) RETURNS integer\nLANGUAGE sql\nAS $$ SELECT 1 $$;"
    (function,) = functions_of(ROOT / "plain.sql", text)
    assert (function.name, function.line, function.above) == ("plain", 2, "SELECT 1;")
    assert not VOLATILITY.search(function.head)


def test_the_reader_misses_no_function():
    words = sum(path.read_text(encoding="utf-8").count("CREATE FUNCTION ") for path in sql_files())
    assert len(declared()) == words > 20


@pytest.mark.django_db
def test_the_database_holds_these_functions_and_no_others():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS "
            "(SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') "
            "AND p.proname NOT LIKE 'procrastinate\\_%'"  # the library's own, made by its own migrations
        )
        assert {name for (name,) in cursor.fetchall()} == {function.name for function in declared()} - dropped()


def index_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the indexes that a module of models declares."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in INDEXES:
                yield node


def without_reader(path: Path, tree: ast.AST, lines: list[str]) -> list[str]:
    """Return the indexes beside or directly above which no comment says who reads them."""
    calls = [(call.lineno, call.end_lineno or call.lineno) for call in index_calls(tree)]
    silent = [first for first, last in calls if not any("# Usage: " in line for line in lines[first - 1 : last])]
    return [at(path, first) for first in silent if "# Usage: " not in comment_above(first, lines)]


def comment_above(line: int, lines: list[str]) -> str:
    """Return the comment that ends right above a line."""
    above = [text.strip() for text in reversed(lines[: line - 1])]
    return "\n".join(takewhile(lambda text: text.startswith("# "), above))


def test_every_index_says_who_reads_it():
    found = [path for path in files(*PACKAGES) if path.name == "models.py"]
    silent = [
        place for path in found for place in without_reader(path, parsed(path), path.read_text("utf-8").splitlines())
    ]
    assert silent == []


def test_the_reader_of_indexes_misses_none_that_models_have():
    declared_in_code = sum(
        len(list(index_calls(parsed(path)))) for path in files(*PACKAGES) if path.name == "models.py"
    )
    ours = (model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES)
    assert declared_in_code == sum(len(model._meta.indexes) for model in ours) > 20


def test_the_reader_of_indexes_sees_a_silent_one():
    text = 'x = [\n  # Usage: a page\n  # of mine\n  GistIndex(name="a"),\n  models.Index(\n    name="b"),\n]'
    assert without_reader(ROOT / "models.py", ast.parse(text), text.splitlines()) == ["models.py:5"]


@pytest.mark.django_db
def test_an_index_that_a_model_declares_on_some_rows_holds_only_those():
    partial = {
        index.name for model in apps.get_models() for index in model._meta.indexes if index.condition is not None
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indpred IS NOT NULL"
        )
        assert partial - {name for (name,) in cursor.fetchall()} == set()
    assert partial
