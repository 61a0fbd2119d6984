"""Roles, database, extensions and grants: made once, repaired when they differ, refused when impossible."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from psycopg import errors

from geo.instance.errors import InstanceError
from geo.instance.provision import (
    check_postgis,
    check_server_version,
    drop_database,
    holds_register,
    provision,
)
from geo.instance.roles import Logins, login_urls

STATE = """
    SELECT r.rolname, r.rolcanlogin, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
           a.rolpassword,
           ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid ORDER BY 1),
           ARRAY(SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setrole = r.oid ORDER BY 1)
      FROM pg_roles r JOIN pg_authid a USING (oid)
     WHERE r.rolname LIKE 'mukhattat%%' OR r.rolname LIKE %s ORDER BY 1
"""


def session(admin, database, login=None):
    url = admin.on(database)
    if login:
        url = url.as_user(login.name, login.password)
    return psycopg.connect(**url.connection_arguments(), autocommit=True)


def state(admin, database):
    with session(admin, database) as connection:
        about_database = connection.execute(
            "SELECT pg_get_userbyid(datdba), datacl::text, pg_encoding_to_char(encoding), datcollate"
            " FROM pg_database WHERE datname = %s",
            [database],
        ).fetchone()
        schema = connection.execute("SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'").fetchone()
        extensions = connection.execute("SELECT extname, extversion FROM pg_extension ORDER BY 1").fetchall()
        return connection.execute(STATE, [f"{database}%"]).fetchall(), about_database, schema, extensions


@pytest.fixture
def ready(admin, database, logins):
    provision(admin.text(), database, logins)
    return database


def test_twice_is_as_once_and_keeps_the_data(admin, ready, logins):
    before = state(admin, ready)
    with session(admin, ready, logins.owner) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    provision(admin.text(), ready, logins)
    assert state(admin, ready) == before
    with session(admin, ready) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_groups_do_not_sign_in_and_only_the_guard_looks_past_territory(admin, ready):
    with session(admin, ready) as connection:
        rows = connection.execute(
            """SELECT rolname, rolcanlogin, rolbypassrls, rolsuper OR rolcreaterole OR rolcreatedb
                 FROM pg_roles
                WHERE rolname IN ('mukhattat_owner', 'mukhattat_app', 'mukhattat_tiles', 'mukhattat_guard')
                ORDER BY 1"""
        ).fetchall()
    assert rows == [
        ("mukhattat_app", False, False, False),
        ("mukhattat_guard", False, True, False),
        ("mukhattat_owner", False, False, False),
        ("mukhattat_tiles", False, False, False),
    ]


def test_logins_are_plain_members_of_their_groups(admin, ready, logins):
    roles = {row[0]: row[1:] for row in state(admin, ready)[0]}
    for login in logins:
        can_login, *powers = roles[login.name][:5]
        assert can_login
        assert not any(powers)
    assert roles[logins.owner.name][6] == ["mukhattat_guard", "mukhattat_owner"]
    assert roles[logins.app.name][6] == ["mukhattat_app"]
    assert roles[logins.tiles.name][6] == ["mukhattat_tiles"]


def test_the_database_belongs_to_the_owner_and_orders_text_by_code_point(admin, ready):
    owner, _, encoding, collation = state(admin, ready)[1]
    assert (owner, encoding, collation) == ("mukhattat_owner", "UTF8", "C.UTF-8")


def test_what_the_owners_login_makes_belongs_to_the_group(admin, ready, logins):
    with session(admin, ready, logins.owner) as connection:
        connection.execute("CREATE TABLE made (n int)")
        query = "SELECT tableowner FROM pg_tables WHERE tablename = 'made'"
        assert connection.execute(query).fetchone() == ("mukhattat_owner",)


def test_a_migration_can_hand_a_function_to_the_guard_and_replace_it(admin, ready, logins):
    function = "FUNCTION seen() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public RETURN {}"
    with session(admin, ready, logins.owner) as connection:
        connection.execute("CREATE " + function.format(1))
        connection.execute("ALTER FUNCTION seen() OWNER TO mukhattat_guard")
        connection.execute("CREATE OR REPLACE " + function.format(2))
        assert connection.execute("SELECT seen()").fetchone() == (2,)


@pytest.mark.parametrize("kind", ["app", "tiles"])
def test_application_and_map_can_neither_make_nor_read_what_was_not_granted(admin, ready, logins, kind):
    with session(admin, ready, logins.owner) as connection:
        connection.execute("CREATE TABLE secret (n int)")
    with session(admin, ready, getattr(logins, kind)) as connection:
        for statement in ("SELECT * FROM secret", "TABLE pg_authid", "SET ROLE mukhattat_guard"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)
        connection.execute("SET default_transaction_read_only = off")
        for statement in (
            "CREATE TABLE mine (n int)",
            "DROP TABLE secret",
            "INSERT INTO spatial_ref_sys (srid) VALUES (1)",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_map_reads_what_was_granted_and_writes_nothing(admin, ready, logins):
    with session(admin, ready, logins.owner) as connection:
        connection.execute("CREATE TABLE published_x (n int)")
        connection.execute("GRANT SELECT, INSERT ON published_x TO mukhattat_tiles")
    with session(admin, ready, logins.tiles) as connection:
        assert connection.execute("SELECT count(*) FROM published_x").fetchone() == (0,)
        with pytest.raises(errors.ReadOnlySqlTransaction):
            connection.execute("INSERT INTO published_x VALUES (1)")


def test_the_guard_sees_every_row_where_owner_and_application_see_none(admin, ready, logins):
    with session(admin, ready, logins.owner) as connection:
        connection.execute(
            """CREATE TABLE land (n int); INSERT INTO land VALUES (1);
               ALTER TABLE land ENABLE ROW LEVEL SECURITY; ALTER TABLE land FORCE ROW LEVEL SECURITY;
               GRANT SELECT ON land TO mukhattat_app, mukhattat_guard;
               CREATE FUNCTION rows_seen() RETURNS bigint LANGUAGE sql SECURITY DEFINER
                   SET search_path = public RETURN (SELECT count(*) FROM land);
               ALTER FUNCTION rows_seen() OWNER TO mukhattat_guard"""
        )
        assert connection.execute("SELECT count(*) FROM land").fetchone() == (0,)
    with session(admin, ready, logins.app) as connection:
        assert connection.execute("SELECT count(*), rows_seen() FROM land").fetchone() == (0, 1)


def test_strangers_do_not_get_in(admin, ready):
    stranger = f"{ready}_stranger"
    with session(admin, ready) as connection:
        connection.execute(f"CREATE ROLE {stranger} LOGIN PASSWORD 'pw'")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(**admin.on(ready).as_user(stranger, "pw").connection_arguments())
    finally:
        with session(admin, ready) as connection:
            connection.execute(f"DROP ROLE {stranger}")


def test_migrations_may_add_reference_systems_and_sessions_start_alike(admin, ready, logins):
    with session(admin, ready, logins.owner) as connection:
        connection.execute("INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid) VALUES (990001, 'test', 1)")
        shown = [connection.execute(f"SHOW {name}").fetchone()[0] for name in ("timezone", "jit")]
    assert shown == ["UTC", "off"]


def test_the_overlap_operator_is_leakproof_so_that_indexes_serve_under_row_security(admin, ready):
    with session(admin, ready) as connection:
        overlaps = "'geometry_overlaps(geometry, geometry)'::regprocedure"
        query = f"SELECT proleakproof FROM pg_proc WHERE oid = {overlaps}"
        assert connection.execute(query).fetchone() == (True,)


def test_a_lost_password_is_set_again(admin, ready, logins):
    changed = Logins(logins.owner, replace(logins.app, password="another"), logins.tiles)
    provision(admin.text(), ready, changed)
    session(admin, ready, changed.app).close()
    with pytest.raises(psycopg.OperationalError):
        session(admin, ready, logins.app)


def test_roles_that_were_tampered_with_are_put_right(admin, ready, logins):
    before = state(admin, ready)
    with session(admin, ready) as connection:
        connection.execute(f"ALTER ROLE {logins.app.name} BYPASSRLS CREATEDB")
        connection.execute(f"GRANT mukhattat_guard TO {logins.app.name}")
        connection.execute("ALTER ROLE mukhattat_tiles LOGIN CREATEROLE")
        connection.execute(f"ALTER ROLE {logins.tiles.name} RESET ALL")
        connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    provision(admin.text(), ready, logins)
    roles, about_database, _, _ = state(admin, ready)
    assert (roles, about_database) == before[:2]
    with session(admin, ready) as connection:
        assert connection.execute("SELECT has_schema_privilege('public', 'public', 'CREATE')").fetchone() == (False,)


def test_several_may_provision_at_the_same_time(admin, database, logins):
    """As the workers of a test run do, each for a database of its own, all with the same logins."""
    names = [f"{database}_{number}" for number in range(3)]
    try:
        with ThreadPoolExecutor(3) as pool:
            done = [pool.submit(provision, admin.text(), name, logins) for name in names]
            assert [one.result() for one in done] == [None] * 3
    finally:
        for name in names:
            drop_database(admin.text(), name)


def test_an_administrator_without_rights_learns_what_to_have_run(admin, database, logins):
    weak = f"{database}_weak"
    password = secrets.token_urlsafe(8)
    with session(admin, "postgres") as connection:
        connection.execute(f"CREATE ROLE {weak} LOGIN PASSWORD '{password}'")
    try:
        with pytest.raises(InstanceError, match=rf"The role {weak} lacks a right.*CREATEROLE") as refusal:
            provision(admin.as_user(weak, password).text(), database, logins)
        # On a server where nobody has provisioned yet the groups come before the logins.
        first = ('CREATE ROLE "mukhattat_owner" NOLOGIN', f'CREATE ROLE "{logins.owner.name}" LOGIN')
        assert any(statement in refusal.value.remedy for statement in first)
        assert not any(login.password in str(refusal.value) for login in logins)
    finally:
        with session(admin, "postgres") as connection:
            connection.execute(f"DROP ROLE {weak}")


def test_after_a_superuser_prepared_everything_an_ordinary_role_that_is_let_in_suffices(admin, ready, logins):
    weak = f"{ready}_weak"
    with session(admin, "postgres") as connection:
        connection.execute(f"CREATE ROLE {weak} LOGIN PASSWORD 'pw'")
        url = admin.as_user(weak, "pw").text()
        try:
            with pytest.raises(InstanceError) as refusal:
                provision(url, ready, logins)
            assert f'GRANT CONNECT ON DATABASE "{ready}" TO "{weak}";' in refusal.value.remedy
            connection.execute(f"GRANT CONNECT ON DATABASE {ready} TO {weak}")
            provision(url, ready, logins)
        finally:
            connection.execute(f"DROP OWNED BY {weak}; DROP ROLE {weak}")


def test_a_database_of_somebody_else_is_left_alone(admin, database, logins):
    with session(admin, "postgres") as connection:
        connection.execute(f"CREATE DATABASE {database}")
    with pytest.raises(InstanceError, match=f"{database} belongs to {admin.user}, not to mukhattat_owner"):
        provision(admin.text(), database, logins)


def test_a_database_in_another_encoding_is_refused(admin, database, logins):
    with session(admin, "postgres") as connection:
        connection.execute(f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(InstanceError, match="is encoded in SQL_ASCII; Arabic needs UTF8"):
        provision(admin.text(), database, logins)


def test_a_register_is_recognised_by_its_migrations(admin, ready, logins):
    assert holds_register(admin.on("no_such_database")) is False
    assert holds_register(admin.on(ready)) is False
    with session(admin, ready, logins.owner) as connection:
        connection.execute("CREATE TABLE django_migrations (n int)")
    assert holds_register(admin.on(ready)) is True


def test_dropping_ends_open_sessions_and_may_be_repeated(admin, ready, logins):
    with session(admin, ready, logins.app):
        drop_database(admin.text(), ready)
        drop_database(admin.text(), ready)


@pytest.mark.parametrize(("number", "name"), [(140012, "14"), (90624, "9")])
def test_an_old_server_is_refused(number, name):
    with pytest.raises(InstanceError, match=f"PostgreSQL 15 or newer is needed, this server is {name}\\."):
        check_server_version(number)


def test_fifteen_and_newer_are_accepted():
    check_server_version(150000)
    check_server_version(180001)


def test_a_missing_postgis_names_the_package_of_that_server():
    with pytest.raises(InstanceError, match="PostGIS is not installed") as refusal:
        check_postgis(None, 160004)
    assert "apt-get install postgresql-16-postgis-3" in refusal.value.remedy


def test_an_old_postgis_is_refused_and_newer_ones_accepted():
    with pytest.raises(InstanceError, match=r"PostGIS 3.3 or newer is needed, this server has 3.2.1"):
        check_postgis("3.2.1", 150000)
    for version in ("3.3.0", "3.10.0dev", "4.0"):
        check_postgis(version, 150000)


def test_addresses_of_the_logins_carry_the_name_of_the_database(admin):
    urls = login_urls(admin.on("land"), {"owner": "a", "app": "b", "tiles": "c"})
    logins = Logins.of(urls)
    assert [login.name for login in logins] == ["land_owner_login", "land_app_login", "land_tiles_login"]
    assert [login.password for login in logins] == ["a", "b", "c"]
