"""Every PL/pgSQL function is read by plpgsql_check: names, columns and types exist, nothing is left unused."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.connections import connect

FUNCTIONS = """
SELECT p.oid::regprocedure::text, coalesce(t.tgrelid, 0), t.tgoldtable, t.tgnewtable
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
  LEFT JOIN pg_trigger t ON t.tgfoid = p.oid
 WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE '%\\_v_'
"""
#: Errors, what is left unused, and, in functions that run with the guard's rights, text that becomes a statement.
CHECK = """
SELECT level || ' at ' || coalesce(lineno, 0) || ': ' || message || coalesce(' - ' || detail, '')
  FROM plpgsql_check_function_tb(%s::regprocedure, %s::oid, oldtable => %s, newtable => %s,
         extra_warnings => true, security_warnings => (SELECT prosecdef FROM pg_proc WHERE oid = %s::regprocedure))
 WHERE level <> 'warning'
"""


#: Tables that live as long as a load does: made by a load of nothing.
TABLES_OF_A_LOAD = "SELECT load_stage_v3(gen_random_uuid()), load_overlaps_v5(now()), load_points_v5(now())"


@pytest.fixture
def checker(django_db_setup: None) -> Iterator[psycopg.Connection]:
    with connect("admin") as admin:
        admin.execute("BEGIN; CREATE EXTENSION plpgsql_check")
        admin.execute(TABLES_OF_A_LOAD)
        yield admin
        admin.execute("ROLLBACK")


def complaints(checker: psycopg.Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for function, *context in checker.execute(FUNCTIONS).fetchall():
        said = [row[0] for row in checker.execute(CHECK, [function, *context, function]).fetchall()]
        found.setdefault(function, []).extend(said)
    return found


def test_plpgsql_check_finds_nothing(checker):
    found = complaints(checker)
    assert len(found) > 12
    assert {function: said for function, said in found.items() if said} == {}


def test_plpgsql_check_would_find_a_column_that_is_not_there(checker):
    """The negative control."""
    checker.execute(
        """CREATE FUNCTION wrong_v1() RETURNS void LANGUAGE plpgsql
           AS 'BEGIN PERFORM no_such_column FROM register_parcel; END'"""
    )
    assert "no_such_column" in " ".join(complaints(checker)["wrong_v1()"])
