"""Many hands open one street at the same moment: exactly one does; without the locks more than one does."""

from threading import Barrier

import pytest

from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from permits.applications.models import Permit
from permits.cases.models import Case
from permits.excavations.models import PublishedDig
from permits.excavations.services import decide_dig
from tests.conftest import FULL
from tests.factories.digs import ask_to_dig, hold_dig_values, make_diggers, wanted
from tests.factories.places import make_places
from tests.permits.applications.test_approving_at_once import at_once
from tests.sql.connections import connect
from tests.sql.races import WRITERS, race, tally

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unsigned")]
ATTEMPTS, ROUNDS = (200, 20) if FULL else (24, 2)
#: A database server takes a hundred connections; the attempts are dealt out to so many.
AT_ONCE = 80 if FULL else WRITERS
DAYS_APART = 30

_HOLD = """
INSERT INTO excavations_dighold (application_id, municipality_id, manner, network, closure, period, busy, spacing_days,
                                 distance_m, trench, geom, site, held_at)
SELECT a.case_id, a.municipality_id, 'new', 'water', 'none', p.days, p.days, 7, 5, a.case_id, a.works, a.works, now()
  FROM applications_permitapplication a
 CROSS JOIN LATERAL (SELECT daterange(q.starts_on, q.ends_on, '[]') AS days FROM excavations_digplan q
                      WHERE q.application_id = a.case_id ORDER BY q.number DESC LIMIT 1) AS p
 WHERE a.case_id = %s
"""


@pytest.fixture
def diggers():
    places = make_places()
    hold_dig_values()
    return make_diggers(places.west, places.citizen)


def brought_to_approval(diggers, count, first):
    """Write that many applications for one place and time, each with its head's approval to come: as the admin."""
    made = [ask_to_dig(diggers, wanted(diggers.office, first=first)).pk for _turn in range(count)]
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE cases_case SET state = 'awaiting_payment' WHERE id = ANY (%s)", [made])
    return made


def test_of_all_attempts_to_hold_one_place_exactly_one_wins(diggers):
    for turn in range(ROUNDS):
        digs = brought_to_approval(diggers, ATTEMPTS, 10 + turn * DAYS_APART)
        jobs = [lambda connection, pk=pk: connection.execute(_HOLD, [pk]) for pk in digs]
        answers = race(jobs, [diggers.office.body.pk], writers=AT_ONCE)
        assert tally(answers) == {"": 1, "MK056": ATTEMPTS - 1}, turn
    assert PublishedDig.objects.count() == ROUNDS


def test_without_the_locks_more_than_one_wins(diggers):
    """The negative control: two holds that are not committed yet do not see each other, where nobody waits."""
    with connect("admin") as admin:
        body = admin.execute("SELECT pg_get_functiondef('lock_dig_cells_v1(geometry[])'::regprocedure)").fetchone()[0]
        admin.execute(
            "CREATE OR REPLACE FUNCTION lock_dig_cells_v1(sites geometry[]) RETURNS void LANGUAGE sql"
            " SET search_path = pg_catalog, public, pg_temp AS 'SELECT NULL::void'"
        )
        try:
            digs, meeting = brought_to_approval(diggers, 2, 10), Barrier(2)
            jobs = [lambda connection, pk=pk: _held_until_both_are(connection, pk, meeting) for pk in digs]
            answers = race(jobs, [diggers.office.body.pk], writers=2)
        finally:
            admin.execute(body)
    assert tally(answers) == {"": 2}


def _held_until_both_are(connection, pk, meeting):
    connection.execute(_HOLD, [pk])
    meeting.wait(60)


def test_of_approvals_at_once_one_permit_is_issued(diggers):
    count = AT_ONCE if FULL else 8
    cases = [ask_to_dig(diggers, wanted(diggers.office)).case for _turn in range(count)]
    for case in cases:
        diggers.take(case, "submit", "circulate", "recommend")
    head = diggers.office.head

    def approve(case):
        with territory([diggers.office.body.pk]):
            act_as(head.pk)
            return decide_dig(case=case, name="approve", by=head)

    answers = at_once([lambda case=case: approve(case) for case in cases])
    done = [answer for answer in answers if isinstance(answer, Case)]
    assert [case.state for case in done] == ["issued"]
    assert [answer for answer in answers if answer not in done and not isinstance(answer, DomainError)] == []
    with territory([diggers.office.body.pk]):
        assert Permit.objects.count() == PublishedDig.objects.count() == 1


def test_digs_further_apart_than_the_distance_are_all_held(diggers):
    digs = []
    for turn in range(4):
        asked = wanted(diggers.office, ((10 + turn * 45, 100), (49 + turn * 45, 100)))
        digs.append(ask_to_dig(diggers, asked).pk)
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE cases_case SET state = 'awaiting_payment' WHERE id = ANY (%s)", [digs])
    jobs = [lambda connection, pk=pk: connection.execute(_HOLD, [pk]) for pk in digs]
    assert tally(race(jobs, [diggers.office.body.pk])) == {"": 4}
