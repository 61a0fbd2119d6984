"""What keeps a deployment sound: pinned libraries, no trace of a machine, row level security where it must be."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from geo.municipalities.models import Municipality
from tests.architecture.tree import PACKAGES, ROOT, at, files

PINNED = re.compile(r"[A-Za-z0-9_.-]+(?:\[[a-z,]+\])?==\d[\w.]*\s+# \S.{7,}")
#: A folder that exists on one machine only.
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|tmp|home|root|Users|mnt)/")
TEXTS = (
    ".py", ".sql", ".html", ".js", ".mjs", ".css", ".svg", ".md", ".toml", ".txt", ".csv", ".json", ".po",
)  # fmt: skip
BIN = [ROOT / "bin" / name for name in ("up", "down", "test", "bench", "lib.sh")]
LOCK = ROOT / "tiles" / "map" / "frontend" / "package-lock.json"
#: Every projected system that a deployment may keep its land in.
STORAGE_SRIDS = re.compile(r"\b(?:9333|935[6-9]|9360)\b")

#: Tables with a municipality on which there is no row level security, and why.
OPEN_TABLES = {
    "layers_change": "where something changed; read through functions that tell the staff of their own places only",
    "accounts_membership": "read before a scope is open: it says which scope to open",
    "accounts_delegation": "as accounts_membership",
    "register_publishedname": "public columns only (docs/decisions, 4)",
    "register_publishedparcel": "public columns only (docs/decisions, 4)",
    "applications_publishedpermit": "public columns only (docs/decisions, 4)",
    "draws_publisheddraw": "public columns only (docs/decisions, 4)",
    "grants_publishedplot": "public columns only (docs/decisions, 4)",
    "numbering_runs_publishedrun": "public columns only (docs/decisions, 4)",
    "numbering_runs_publishedrunblock": "public columns only (docs/decisions, 4)",
}


def test_every_library_is_pinned_with_a_reason():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    asked = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in asked if not PINNED.fullmatch(line)] == []
    names = [line.partition("==")[0].partition("[")[0].lower() for line in asked]
    assert len(names) == len(set(names)) > 20


def test_the_lock_of_the_map_pins_by_content_and_names_no_registry():
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    libraries = {name: facts for name, facts in packages.items() if name}
    assert [name for name, facts in libraries.items() if "resolved" in facts] == []
    assert [name for name, facts in libraries.items() if not facts["integrity"].startswith("sha512-")] == []
    assert len(libraries) > 5


def test_the_map_names_exact_versions():
    package = json.loads(LOCK.with_name("package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert {name: version for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}


def test_no_file_knows_the_machine_it_was_written_on():
    written = [*files(suffixes=TEXTS), *BIN, ROOT / ".env.example", ROOT / ".ci" / "run"]
    known = [
        at(path, number)
        for path in written
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert known == []


def migrations() -> list[Path]:
    return [path for path in files(*PACKAGES) if path.parent.name == "migrations"]


def test_no_migration_fixes_the_storage_crs():
    # It is the deployment's choice: every zone runs the same migrations.
    fixed = [at(path) for path in migrations() if STORAGE_SRIDS.search(path.read_text(encoding="utf-8"))]
    assert fixed == []
    assert any("settings.STORAGE_SRID" in path.read_text(encoding="utf-8") for path in migrations())


def test_no_sql_fixes_the_storage_crs_either():
    # The file that teaches PostGIS the systems of the country names them all.
    written = [path for path in files(*PACKAGES, suffixes=(".sql",)) if path.name != "ksa_grf17.v1.sql"]
    assert [at(path) for path in written if STORAGE_SRIDS.search(path.read_text(encoding="utf-8"))] == []


def tables_with_a_municipality() -> set[str]:
    """Return the tables of models that point at a municipality."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and any(field.related_model is Municipality for field in model._meta.get_fields())
        if model is not Municipality and any(field.name == "municipality" for field in model._meta.fields)
    }


@pytest.fixture
def security(db: None) -> dict[str, tuple[bool, bool, int]]:
    """Table with a municipality → is row level security on, is the owner bound too, how many policies."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
              FROM pg_class c
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND EXISTS (
                   SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
                      AND a.attname IN ('municipality_id', 'municipalities'))
            """
        )
        return {table: (on, forced, policies) for table, on, forced, policies in cursor.fetchall()}


def test_every_table_with_a_municipality_is_protected_or_says_why_not(security: dict[str, tuple[bool, bool, int]]):
    assert tables_with_a_municipality() <= set(security)
    unprotected = {table for table, (on, forced, policies) in security.items() if not (on and forced and policies)}
    assert unprotected == set(OPEN_TABLES)
    assert len(security) > 15


def test_the_application_owns_no_table_and_cannot_pass_row_level_security(db: None):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, pg_has_role(current_user, 'mukhattat_owner', 'MEMBER'), "
            "pg_has_role(current_user, 'mukhattat_guard', 'MEMBER') FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
