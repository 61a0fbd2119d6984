"""Roles, database, extensions and grants of a deployment, made by its administrator; twice is as once."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from geo.instance.connect import Connection, connect, signs_in
from geo.instance.dburl import MAINTENANCE_DATABASE, DatabaseUrl, parse
from geo.instance.errors import InstanceError
from geo.instance.roles import APP, GROUPS, GUARD, OWNER, Group, Login, Logins

MINIMUM_SERVER = 150000
MINIMUM_POSTGIS = (3, 3)
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
#: Any fixed number: all who provision on a server wait for it, because roles are shared by its databases.
PROVISIONING_LOCK = 7_135_001

DATABASE_SETTINGS: tuple[tuple[LiteralString, str], ...] = (
    ("TimeZone", "UTC"),
    # The overlap trigger stands on locks, which repeatable read would see past (docs/decisions).
    ("default_transaction_isolation", "read committed"),
    # Compiling a plan costs more than our short spatial queries take.
    ("jit", "off"),
)


def provision(admin_url: str, database: str, logins: Logins, *, extensions: Sequence[str] = EXTENSIONS) -> None:
    """Bring a server to where migrations can run in the database; may be repeated, also at the same time.

    Raises InstanceError: the server cannot be reached, is too old, lacks PostGIS, or a right is missing.
    """
    admin = parse(admin_url, "ADMIN_DATABASE_URL").on(database)
    with _server(admin) as connection:
        check_server_version(connection.info.server_version)
        check_postgis(_available_postgis(connection), connection.info.server_version)
        for group in GROUPS:
            _ensure_group(connection, group)
        # Migrations, which run as the owner, hand functions to the guard and replace them later.
        _ensure_member(connection, OWNER, GUARD)
        _ensure_parameter(connection, GUARD, "session_replication_role")
        for login in logins:
            _ensure_login(connection, login)
        _ensure_database(connection, database)
        _open_database(connection, database, logins)
    with connect(admin) as connection:
        for extension in extensions:
            _ensure_extension(connection, extension)
        _ensure_schema(connection)
        _ensure_leakproof_overlap(connection)
    with _server(admin) as connection:
        for login in logins:
            _ensure_password(connection, admin, login)


def drop_database(admin_url: str, database: str) -> None:
    """Remove a database with every session in it; its roles stay, other databases use them."""
    with _server(parse(admin_url, "ADMIN_DATABASE_URL")) as connection:
        name = sql.Identifier(database)
        _do(connection, "DROP DATABASE", sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def holds_register(admin: DatabaseUrl) -> bool:
    """Tell whether the database exists and migrations have run in it."""
    with _server(admin) as connection:
        if not _value(connection, "SELECT count(*) FROM pg_database WHERE datname = %s", admin.database):
            return False
    with connect(admin) as connection:
        return _value(connection, "SELECT to_regclass('public.django_migrations')") is not None


def check_server_version(number: int) -> None:
    """Refuse a server (its number as in server_version_num) that is older than 15."""
    if number < MINIMUM_SERVER:
        raise InstanceError(
            f"PostgreSQL {MINIMUM_SERVER // 10000} or newer is needed, this server is {number // 10000}.",
            "Upgrade the server (pg_upgradecluster), or name another one in DATABASE_URL.",
        )


def check_postgis(available: str | None, server_number: int) -> None:
    """Refuse a server whose PostGIS is missing or older than 3.3; names the package to install."""
    package = f"postgresql-{server_number // 10000}-postgis-3"
    needed = ".".join(map(str, MINIMUM_POSTGIS))
    if available is None:
        raise InstanceError(
            f"PostGIS is not installed on this server; {needed} or newer is needed.",
            f"Install it on the server's machine: apt-get install {package}",
        )
    if tuple(map(int, re.findall(r"\d+", available)[:2])) < MINIMUM_POSTGIS:
        raise InstanceError(
            f"PostGIS {needed} or newer is needed, this server has {available}.",
            f"Upgrade it on the server's machine: apt-get install {package}",
        )


@contextmanager
def _server(url: DatabaseUrl) -> Iterator[Connection]:
    """Connect to the server's maintenance database and hold the lock of those who change roles."""
    with connect(url.on(MAINTENANCE_DATABASE)) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PROVISIONING_LOCK])
        yield connection


def _available_postgis(connection: Connection) -> str | None:
    query = "SELECT default_version FROM pg_available_extensions WHERE name = 'postgis'"
    version: str | None = _value(connection, query)
    return version


def _ensure_group(connection: Connection, group: Group) -> None:
    """Make a group role, or correct the attributes of one that is there."""
    wanted = (False, group.bypasses_rows, False, False, False)
    query = """SELECT rolcanlogin, rolbypassrls, rolsuper, rolcreaterole, rolcreatedb
                 FROM pg_roles WHERE rolname = %s"""
    found = connection.execute(query, [group.name]).fetchone()
    if found == wanted:
        return
    verb = sql.SQL("CREATE" if found is None else "ALTER")
    rows = sql.SQL("BYPASSRLS" if group.bypasses_rows else "NOBYPASSRLS")
    statement = sql.SQL("{} ROLE {} NOLOGIN {}").format(verb, sql.Identifier(group.name), rows)
    if found is not None:
        statement += sql.SQL(" NOSUPERUSER NOCREATEROLE NOCREATEDB")
    right = "SUPERUSER (for a role that bypasses row level security)" if group.bypasses_rows else "CREATEROLE"
    _do(connection, right, statement)


def _ensure_login(connection: Connection, login: Login) -> None:
    """Make a login role, correct its attributes, its groups and what holds in its sessions."""
    name = sql.Identifier(login.name)
    query = """SELECT rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)
                 FROM pg_roles WHERE rolname = %s"""
    sound = _value(connection, query, login.name)
    if sound is None:
        _do(connection, "CREATEROLE", sql.SQL("CREATE ROLE {} LOGIN").format(name))
        _set_password(connection, login)
    elif not sound:
        plain = sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB").format(name)
        _do(connection, "SUPERUSER", plain)
    for group in login.groups:
        _ensure_member(connection, login.name, group)
    _ensure_no_other_groups(connection, login)
    for setting, value in login.settings:
        _ensure_setting(connection, "ROLE", login.name, setting, value)


def _ensure_member(connection: Connection, member: str, group: str) -> None:
    query = """SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole AND roleid = %s::regrole"""
    if not _value(connection, query, member, group):
        statement = sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(member))
        _do(connection, f"ADMIN OPTION on {group}", statement)


def _ensure_no_other_groups(connection: Connection, login: Login) -> None:
    """Take a login out of every group that is not its own: the application must never own or bypass."""
    query = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole"
    for (group,) in connection.execute(query, [login.name]).fetchall():
        if group not in login.groups:
            statement = sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group), sql.Identifier(login.name))
            _do(connection, f"ADMIN OPTION on {group}", statement)


def _ensure_parameter(connection: Connection, role: str, parameter: str) -> None:
    """Let a role set what else only superusers may: a bulk load checks set-wise what triggers check by row."""
    if not _value(connection, "SELECT has_parameter_privilege(%s, %s, 'SET')", role, parameter):
        statement = sql.SQL("GRANT SET ON PARAMETER {} TO {}").format(sql.Identifier(parameter), sql.Identifier(role))
        _do(connection, f"SUPERUSER (to grant {parameter})", statement)


def _ensure_setting(connection: Connection, kind: LiteralString, name: str, setting: str, value: str) -> None:
    """Fix a session setting of a role or a database, where it differs."""
    query = """SELECT count(*) FROM pg_db_role_setting s
                 LEFT JOIN pg_roles r ON r.oid = s.setrole AND s.setdatabase = 0
                 LEFT JOIN pg_database d ON d.oid = s.setdatabase AND s.setrole = 0
                WHERE coalesce(r.rolname, d.datname) = %s AND %s = ANY (s.setconfig)"""
    if _value(connection, query, name, f"{setting}={value}"):
        return
    parts = (sql.SQL(kind), sql.Identifier(name), sql.Identifier(setting), sql.Literal(value))
    _do(connection, f"ownership of {name}", sql.SQL("ALTER {} {} SET {} = {}").format(*parts))


def _ensure_database(connection: Connection, database: str) -> None:
    """Make the database, or check that the one of this name is ours or empty."""
    query = """SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding)
                 FROM pg_database WHERE datname = %s"""
    found = connection.execute(query, [database]).fetchone()
    if found is None:
        _join_owner(connection)
        _do(connection, "CREATEDB", _create_database(connection, database))
        return
    if found[1] != "UTF8":
        raise InstanceError(
            f"The database {database} is encoded in {found[1]}; Arabic needs UTF8.",
            "Name a new database in DATABASE_URL; it is made with UTF8.",
        )
    if found[0] != OWNER:
        raise InstanceError(
            f"The database {database} belongs to {found[0]}, not to {OWNER}.",
            "Name another database in DATABASE_URL (it is made when missing), or, if this one is empty, have "
            f"it handed over: ALTER DATABASE {database} OWNER TO {OWNER};",
        )


def _create_database(connection: Connection, database: str) -> sql.Composed:
    """Return the statement; texts compare by code point, so that every server gives the same order."""
    query = "SELECT count(*) FROM pg_collation WHERE collname IN ('C.UTF-8', 'C.utf8')"
    locale = sql.SQL("LOCALE 'C.UTF-8'" if _value(connection, query) else "LC_COLLATE 'C'")
    text = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' {}")
    return text.format(sql.Identifier(database), sql.Identifier(OWNER), locale)


def _join_owner(connection: Connection) -> None:
    """Let an administrator who is no superuser give things to the owner: it must be a member for that."""
    how = "SET" if connection.info.server_version >= 160000 else "MEMBER"
    if not _value(connection, "SELECT pg_has_role(current_user, %s, %s)", OWNER, how):
        join = sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER))
        _do(connection, f"ADMIN OPTION on {OWNER}", join)


def _open_database(connection: Connection, database: str, logins: Logins) -> None:
    """Let our three logins and ourselves in, nobody else; fix what every session in this database starts with."""
    name = sql.Identifier(database)
    right = f"membership of {OWNER}"
    query = """SELECT count(*) FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
                WHERE datname = %s AND grantee = 0"""
    if _value(connection, query, database):
        _do(connection, right, sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    entering = (connection.info.user, *(login.name for login in logins))
    for role, privilege in [*((one, "CONNECT") for one in entering), (APP, "TEMPORARY")]:
        if not _value(connection, "SELECT has_database_privilege(%s, %s, %s)", role, database, privilege):
            grant = sql.SQL("GRANT {} ON DATABASE {} TO {}")
            _do(connection, right, grant.format(sql.SQL(privilege), name, sql.Identifier(role)))
    for setting, value in DATABASE_SETTINGS:
        _ensure_setting(connection, "DATABASE", database, setting, value)


def _ensure_extension(connection: Connection, extension: str) -> None:
    if not _value(connection, "SELECT count(*) FROM pg_extension WHERE extname = %s", extension):
        statement = sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension))
        _do(connection, f"SUPERUSER (to create the extension {extension})", statement)


def _ensure_schema(connection: Connection) -> None:
    """Let owner and guard create in the schema, the others use it; let migrations add reference systems."""
    right = "ownership of schema public"
    if _value(connection, "SELECT has_schema_privilege('public', 'public', 'CREATE')"):
        _do(connection, right, sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC").format())
    usage = ((group.name, "USAGE") for group in GROUPS)
    for role, privilege in ((OWNER, "CREATE"), (GUARD, "CREATE"), *usage):
        if not _value(connection, "SELECT has_schema_privilege(%s, 'public', %s)", role, privilege):
            grant = sql.SQL("GRANT {} ON SCHEMA public TO {}")
            _do(connection, right, grant.format(sql.SQL(privilege), sql.Identifier(role)))
    # PostGIS 3.3 lacks EPSG:9333 and 9356-9360; a migration adds them to this table of the administrator's.
    if not _value(connection, "SELECT has_table_privilege(%s, 'spatial_ref_sys', 'INSERT')", OWNER):
        grant = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON spatial_ref_sys TO {}")
        _do(connection, "ownership of spatial_ref_sys", grant.format(sql.Identifier(OWNER)))


def _ensure_leakproof_overlap(connection: Connection) -> None:
    """Mark the function behind && as safe: otherwise row level security keeps spatial indexes idle."""
    function = "geometry_overlaps(geometry, geometry)"
    if not _value(connection, "SELECT proleakproof FROM pg_proc WHERE oid = %s::regprocedure", function):
        statement = sql.SQL("ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF").format()
        _do(connection, "SUPERUSER (to mark a function leakproof)", statement)


def _ensure_password(connection: Connection, admin: DatabaseUrl, login: Login) -> None:
    """Set a login's password again when the one we hold does not open the database."""
    if signs_in(admin.as_user(login.name, login.password)):
        return
    _set_password(connection, login)
    if not signs_in(admin.as_user(login.name, login.password)):
        raise InstanceError(
            f"The server at {admin.server} does not let {login.name} into {admin.database}.",
            "Allow it in the server's pg_hba.conf (method scram-sha-256) from this machine's address.",
        )


def _set_password(connection: Connection, login: Login) -> None:
    """Send only the verifier: the password itself appears in no statement and no log."""
    verifier = connection.pgconn.encrypt_password(
        login.password.encode(), login.name.encode(), b"scram-sha-256"
    ).decode()
    text = sql.SQL("ALTER ROLE {} PASSWORD {}")
    shown = text.format(sql.Identifier(login.name), sql.Literal("<its password in var/instance.env>"))
    _do(connection, "CREATEROLE", text.format(sql.Identifier(login.name), sql.Literal(verifier)), shown=shown)


def _names(roles: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, roles))


def _value(connection: Connection, query: LiteralString, *parameters: object) -> Any:
    """Return the first column of the first row, or None when there is no row."""
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None


def _do(
    connection: Connection,
    right: str,
    statement: sql.Composed,
    *,
    shown: sql.Composed | None = None,
) -> None:
    """Run a statement; when it is not allowed, name the missing right and what a DBA must run."""
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        told = (shown or statement).as_string(connection)
        raise InstanceError(
            f"The role {connection.info.user} lacks a right on {connection.info.dbname}: {right}.",
            f"Have a database administrator run there, then run again: {told};",
        ) from error
