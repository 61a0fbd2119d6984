"""Nobody sees or writes a row of a territory that is not his: in every table that has a territory."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from tests.sql.connections import connect, enter_scope
from tests.sql.fabricated import fabricate, lift_rules
from tests.sql.protected import LOOSE, OPEN, PERSONAL, protected_tables

WEST, EAST = 101, 202
#: A right or a row that is missing; a record that is kept; a rule of the table that stands before the policy.
REFUSED = {
    "42501",
    "MK003",
    "MK004",
    "MK006",
    "MK008",
    "MK010",
    "MK067",  # a frozen pool
    "MK068",  # what was decided of a grant
    "MK015",
    "MK023",
    "MK024",
    "MK031",
    "MK032",
    "MK041",
    "MK046",
    "MK049",
    "MK052",
    "MK057",
    "MK059",
    "MK061",
    "MK063",
    "MK064",
    "MK065",
}
POLICIES = """
SELECT p.polname, p.polpermissive, p.polcmd::text, p.polroles = '{0}', pg_get_expr(p.polqual, p.polrelid),
       pg_get_expr(p.polwithcheck, p.polrelid)
  FROM pg_policy p WHERE p.polrelid = %s::regclass
"""
TABLES = """
SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
 WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
"""
MINE = "( SELECT current_territories_v1() AS current_territories_v1)::integer[]"
TERRITORY = f"(municipality_id = ANY ({MINE}))"
OPENER = "(opened_by_id = ( SELECT (NULLIF(current_setting('app.user'::text, true), ''::text))::bigint AS \"nullif\"))"

OWN = "( SELECT own_parties_v1() AS own_parties_v1)::uuid[]"
OWN_DEEDS = f"""( SELECT held.deed_id
   FROM rights_right held
  WHERE (held.party_id = ANY ({OWN})))"""


@pytest.fixture
def admin(django_db_setup: None) -> Iterator[psycopg.Connection]:
    with connect("admin") as connection:
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")


def become_the_application(admin: psycopg.Connection) -> None:
    """Go on in this transaction as the application's own login, with the triggers on."""
    admin.execute("SET LOCAL session_replication_role = origin")
    with connect("app") as app:
        login = app.info.user
    admin.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(login)))


def rows(connection: psycopg.Connection, table: str, column: str) -> list[object]:
    return [row[0] for row in connection.execute(f'SELECT {column} FROM "{table}"').fetchall()]


def answer_to(connection: psycopg.Connection, statement: str) -> str:
    """Try a statement in a savepoint; return its SQLSTATE, or how many rows it touched."""
    try:
        with connection.transaction():
            return f"{connection.execute(statement).rowcount} rows"
    except psycopg.Error as error:
        return error.sqlstate


@pytest.mark.parametrize(("table", "column"), sorted(protected_tables().items()))
def test_a_table_shows_and_takes_only_rows_of_the_territory(admin, table, column):
    mine, theirs = ([WEST], [EAST]) if column == "municipalities" else (WEST, EAST)
    lift_rules(admin)
    fabricate(admin, table, column, WEST)
    fabricate(admin, table, column, EAST)
    assert len(rows(admin, table, column)) == 2
    become_the_application(admin)

    assert rows(admin, table, column) == [], "outside a scope"
    enter_scope(admin, [WEST])
    assert rows(admin, table, column) == [mine]
    theirs_literal = f"ARRAY[{EAST}]" if column == "municipalities" else EAST
    assert answer_to(admin, f'UPDATE "{table}" SET {column} = {theirs_literal}') in REFUSED
    assert answer_to(admin, f'UPDATE "{table}" SET {column} = {column} WHERE {column} = {theirs_literal}') in {
        "0 rows",
        "42501",
    }
    assert answer_to(admin, f'INSERT INTO "{table}" ({column}) VALUES ({theirs_literal})') in REFUSED
    assert answer_to(admin, f'DELETE FROM "{table}"') == ("1 rows" if table in LOOSE else "42501")
    assert answer_to(admin, f'TRUNCATE "{table}"') == "42501"
    enter_scope(admin, [EAST])
    assert rows(admin, table, column) == [theirs]
    enter_scope(admin, [])
    assert rows(admin, table, column) == [], "after a scope"
    admin.execute("SELECT set_config('app.municipalities', '', true)")
    assert rows(admin, table, column) == [], "as a reused connection finds the setting"


def test_every_table_is_protected_or_is_open_for_a_reason(admin):
    held = {name: (on, forced) for name, on, forced in admin.execute(TABLES).fetchall()}
    held.pop("spatial_ref_sys")  # PostGIS's own
    protected = set(protected_tables())
    assert {name for name, state in held.items() if state == (True, True)} == protected | set(PERSONAL)
    assert {name for name, state in held.items() if state == (False, False)} == set(OPEN)
    assert all(OPEN.values())


@pytest.mark.parametrize("table", sorted(protected_tables()))
def test_one_policy_holds_for_every_command_and_every_role(admin, table):
    (policy,) = admin.execute(POLICIES, [table]).fetchall()
    name, permissive, command, for_everyone, using, check = policy
    assert (name, permissive, command, for_everyone) == ("territory", True, "*", True)
    special = {
        "register_boundarypoint": "(municipalities && ( SELECT current_territories_v1() AS current_territories_v1))",
        "cases_case": f"({TERRITORY} OR {OPENER})",
        "payments_bill": f"({TERRITORY} OR {OPENER.replace('opened_by_id', 'billed_to_id')})",
        "offices_filing": f"({TERRITORY} OR {OPENER.replace('opened_by_id', 'filed_by_id')})",
        "parties_identitylink": f"({TERRITORY} OR {OPENER.replace('opened_by_id', 'user_id')})",
        "parties_party": f"({TERRITORY} OR (id = ANY ({OWN})))",
        "rights_right": f"({TERRITORY} OR ((party_id = ANY ({OWN})) AND upper_inf(recorded) AND (valid @> now())))",
        "rights_deed": f"({TERRITORY} OR (id IN {OWN_DEEDS}))",
        "audit_rowchange": f"((municipality_id IS NULL) OR {TERRITORY})",  # what the law's values became is everyone's
    }
    assert using == special.get(table, TERRITORY)
    assert check in (None, TERRITORY)


def test_a_write_into_another_territory_is_refused_by_the_policy_itself(admin):
    """Not only by rights or triggers: a full row, right but for its territory."""
    statement = """
        INSERT INTO parties_party
               (id, kind, name, municipality_id, identifier_hash, mobile, source_system, source_id)
        VALUES (gen_random_uuid(), 'person', 'x', %s, '', '', '', '')"""
    become_the_application(admin)
    enter_scope(admin, [WEST])
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        admin.execute(statement, [EAST])


def test_the_owner_of_the_tables_sees_no_more_than_the_application(admin):
    lift_rules(admin)
    fabricate(admin, "register_parcel", "municipality_id", EAST)
    admin.execute("SET LOCAL ROLE mukhattat_owner")
    enter_scope(admin, [WEST])
    assert rows(admin, "register_parcel", "municipality_id") == []


def test_the_guard_sees_all_which_is_why_nobody_signs_in_as_the_guard(admin):
    lift_rules(admin)
    fabricate(admin, "register_parcel", "municipality_id", EAST)
    admin.execute("SET LOCAL ROLE mukhattat_guard")
    assert rows(admin, "register_parcel", "municipality_id") == [EAST]
    logins = "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'mukhattat_guard'"
    assert admin.execute(logins).fetchone() == (False,)
