"""SQL in files: a released file that changes is refused; grants are a state that every migration restores."""

import hashlib
import importlib.util

import pytest
from django.apps import apps
from django.core.management import call_command, load_command_class
from django.db import connection, connections
from django.db.utils import ProgrammingError

from geo.sqlfiles.grants import apply_grants, grant_files
from geo.sqlfiles.operations import RunSQLFile, file_hash

SQL = "SELECT 100 % 7; -- نص"
SHA = hashlib.sha256(SQL.encode()).hexdigest()


@pytest.fixture
def migration(tmp_path):
    """Return what runs a migration file that asks for a SQL file with a hash."""
    (tmp_path / "sql").mkdir()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "sql" / "thing.v1.sql").write_text(SQL, encoding="utf-8")

    def run(name, sha256):
        path = tmp_path / "migrations" / "0001_trial.py"
        path.write_text(
            f"from geo.sqlfiles.operations import RunSQLFile\noperation = RunSQLFile({name!r}, {sha256!r})\n"
        )
        spec = importlib.util.spec_from_file_location("trial_migration", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.operation

    run.folder = tmp_path / "sql"
    return run


def test_a_migration_runs_the_file_beside_it_as_it_was_released(migration):
    operation = migration("thing.v1.sql", SHA)
    assert operation.path == migration.folder / "thing.v1.sql"
    assert operation.sql == [(SQL, None)]
    assert operation.describe() == "Run sql/thing.v1.sql"


def test_a_released_file_that_has_changed_is_refused_by_name(migration):
    (migration.folder / "thing.v1.sql").write_text(f"{SQL} ", encoding="utf-8")
    with pytest.raises(ValueError, match=r"thing\.v1\.sql differs from the file that was released"):
        migration("thing.v1.sql", SHA)


def test_a_file_that_is_gone_is_refused(migration):
    with pytest.raises(FileNotFoundError):
        migration("other.v1.sql", SHA)


def test_the_hash_is_that_of_the_bytes(migration):
    path = migration.folder / "thing.v1.sql"
    assert file_hash(path) == SHA
    path.write_bytes(SQL.replace("\n", "\r\n").encode() + b"\r\n")
    assert file_hash(path) != SHA


def test_a_migration_that_is_written_again_keeps_name_and_hash(migration):
    operation = migration("thing.v1.sql", SHA)
    assert operation.deconstruct() == ("RunSQLFile", ["thing.v1.sql", SHA], {})
    assert isinstance(operation, RunSQLFile)


def privileges(table, role="mukhattat_app"):
    """Return what a role may do with a table."""
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind FROM unnest(%s::text[]) AS kind WHERE has_table_privilege(%s, %s, kind)",
            [list(kinds), role, table],
        )
        return {kind for (kind,) in cursor.fetchall()}


def test_every_application_with_tables_of_its_own_says_who_may_use_them():
    saying = {path.parent.parent.name for path in grant_files()}
    with_tables = {
        config.name.rpartition(".")[2]
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ("geo", "parcels", "permits", "tiles") and list(config.get_models())
    }
    assert with_tables <= saying


@pytest.mark.django_db
def test_migrations_left_the_application_with_what_the_files_grant_and_no_more():
    assert privileges("accounts_user") == {"SELECT", "INSERT", "UPDATE"}
    assert privileges("django_session") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert privileges("spatial_deployment") == {"SELECT"}
    assert privileges("accounts_user", "mukhattat_tiles") == set()


@pytest.fixture
def as_owner(db):
    """The owner's connection, in the transaction of the test."""
    return connections["owner"]


def granted(owner, table, role, kind):
    with owner.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, kind])
        return cursor.fetchone()[0]


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_right_that_was_given_by_hand_is_gone_after_the_next_migration(as_owner):
    with as_owner.cursor() as cursor:
        cursor.execute("GRANT DELETE ON accounts_user TO mukhattat_app")
        cursor.execute("GRANT SELECT ON accounts_user TO mukhattat_tiles")
        cursor.execute("REVOKE INSERT ON accounts_user FROM mukhattat_app")
    apply_grants(apps.get_app_config("accounts"), using="owner")
    assert not granted(as_owner, "accounts_user", "mukhattat_app", "DELETE")
    assert not granted(as_owner, "accounts_user", "mukhattat_tiles", "SELECT")
    assert granted(as_owner, "accounts_user", "mukhattat_app", "INSERT")


@pytest.mark.django_db(databases=["default", "owner"])
def test_grants_may_be_applied_any_number_of_times(as_owner):
    config = apps.get_app_config("register")
    for _ in range(2):
        apply_grants(config, using="owner")
    assert granted(as_owner, "register_publishedparcel", "mukhattat_tiles", "SELECT")


def test_an_application_without_grants_is_left_alone():
    apply_grants(apps.get_app_config("geo_web"), using="owner")  # without the database fixture: a query would fail


def test_migrate_runs_as_the_owner_unless_told():
    command = load_command_class("geo.sqlfiles", "migrate")
    parser = command.create_parser("manage.py", "migrate")
    assert parser.parse_args([]).database == "owner"
    assert parser.parse_args(["--database", "default"]).database == "default"


@pytest.mark.django_db
def test_the_application_itself_may_not_change_a_table():
    with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user ADD COLUMN planted integer")


@pytest.mark.django_db(databases=["default", "owner"])
def test_nothing_is_left_to_migrate(capsys):
    call_command("migrate", "--plan", verbosity=1)
    assert "No planned migration operations." in capsys.readouterr().out
