"""An inbox of thousands of cases is read by indexes: what a page costs does not grow with what lies in the drawer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geo.accounts.policies import territories_of
from geo.municipalities.scope import act_as, territory
from permits.cases.inbox import Inbox
from permits.cases.models import Case
from tests.sql.connections import connect

MANY = 20_000
#: Cases as years leave them, written by the administrator with the rules lifted: one in fifty is under review.
_WRITE = """
INSERT INTO cases_case (id, kind, reference, municipality_id, state, state_since, opened_by_id, opened_at)
SELECT gen_random_uuid(), (ARRAY['fencing', 'building', 'survey'])[1 + n %% 3], 'many/' || n, %(office)s,
       CASE WHEN n %% 50 = 0 THEN 'submitted' ELSE 'cancelled' END,
       now() - make_interval(mins => n), %(opener)s, now() - make_interval(mins => n)
  FROM generate_series(1, %(many)s) AS n
"""


@pytest.fixture
def many(transactional_db, places):
    """An office with many cases, committed, and counted by the planner."""
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(_WRITE, {"office": places.west.body.pk, "opener": places.citizen.pk, "many": MANY})
        admin.execute("VACUUM ANALYZE cases_case")
    return places


def scans(person, cases):
    """Return the nodes of the plan of a query as the person's request runs it."""
    with territory(territories_of(person)):
        act_as(person.pk)
        with connection.cursor() as cursor:
            sql, parameters = cases.query.sql_with_params()
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", parameters)
            return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("who", ["engineer", "head"])
def test_neither_part_of_the_inbox_reads_all_cases(many, who):
    person = getattr(many.west, who)
    with territory(territories_of(person)):
        act_as(person.pk)
        box = Inbox(person)
        parts = [box.waiting()[:31], box.others()[:31]]
    for part in parts:
        plan = scans(person, part)
        assert not [line for line in plan if "Seq Scan on cases_case " in line], "\n".join(plan)


def test_a_page_deep_in_the_list_goes_on_where_the_one_before_ended(many):
    person = many.west.head
    with territory(territories_of(person)):
        act_as(person.pk)
        deep = list(Inbox(person).others()[15_000:15_002])
        cursor = f"o_{deep[0].opened_at.isoformat()}_{deep[0].pk}"
        with CaptureQueriesContext(connection) as queries:
            page = Inbox(person).page(30, cursor)
    assert page.cases[0].pk == deep[1].pk
    assert not [query for query in queries.captured_queries if "OFFSET" in query["sql"]]


def test_what_waits_is_counted_up_to_a_bound(many, monkeypatch):
    monkeypatch.setattr("permits.cases.inbox.MOST_COUNTED", 50)
    person = many.west.engineer
    with territory(territories_of(person)):
        act_as(person.pk)
        assert Inbox(person).count_waiting() == 51
        assert Case.objects.count() == MANY
