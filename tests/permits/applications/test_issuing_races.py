"""Thousands of issuances at once, a fifth of them rolled back: every number once, no gap, a record under each."""

import threading
from collections.abc import Iterator
from itertools import count
from uuid import UUID

import psycopg
import pytest
from django.db import connections, transaction

from geo.municipalities.scope import act_as, territory
from geo.series.models import Issuance, Series
from geo.series.selectors import first_broken_entry
from permits.applications.issuing import issue_permit
from permits.applications.models import Permit, PermitApplication
from permits.decisions.models import DecisionRecord
from tests.factories.cases import Thread, open_thread

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 16
#: Copies of an approved application whose fee is nothing, written past all triggers: what is raced for is the issuing.
_COPIES = """
WITH model AS (SELECT * FROM cases_case WHERE id = %(model)s),
made AS (
  INSERT INTO cases_case (id, kind, reference, municipality_id, state, state_since, opened_by_id, opened_at)
  SELECT gen_random_uuid(), kind, 'copy/' || n, municipality_id, 'issued', now(), opened_by_id, now()
    FROM model, generate_series(1, %(count)s) AS n RETURNING id),
steps AS (
  INSERT INTO cases_caseevent (case_id, municipality_id, transition, source, target, taken_by_id, taken_at, note)
  SELECT made.id, e.municipality_id, e.transition, e.source, e.target, e.taken_by_id, e.taken_at, ''
    FROM made, cases_caseevent e WHERE e.case_id = %(model)s),
fees AS (
  INSERT INTO payments_fee (case_id, municipality_id, purpose, day, category, quantities, rounding, amount, computed_at)
  SELECT made.id, f.municipality_id, f.purpose, f.day, f.category, f.quantities, f.rounding, 0, f.computed_at
    FROM made, payments_fee f WHERE f.case_id = %(model)s)
INSERT INTO applications_permitapplication
  (case_id, municipality_id, kind, parcel_id, version_id, applicant_id, works, details, source_system, source_id)
SELECT made.id, a.municipality_id, a.kind, a.parcel_id, a.version_id, a.applicant_id, a.works, a.details, '', ''
  FROM made, applications_permitapplication a WHERE a.case_id = %(model)s
RETURNING case_id
"""


class Undone(Exception):
    """The transaction is given up."""


@pytest.fixture
def thread(ground) -> Thread:
    return open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"))


def copies(thread: Thread, admin_url: str, many: int) -> list[UUID]:
    with psycopg.connect(admin_url) as admin:
        admin.execute("SET session_replication_role = replica")
        return [row[0] for row in admin.execute(_COPIES, {"model": thread.case.pk, "count": many}).fetchall()]


def issue_all(thread: Thread, cases: list[UUID], *, undone_every: int) -> int:
    """Issue from many hands at once; some are given up after their number was taken. Return how many."""
    office, queue, undone = thread.office, iter(zip(count(), cases)), []
    guard = threading.Lock()

    def taken() -> Iterator[tuple[int, UUID]]:
        while True:
            with guard:
                item = next(queue, None)
            if item is None:
                return
            yield item

    def work() -> None:
        try:
            for place, case_id in taken():
                try:
                    with territory([office.body.pk]), transaction.atomic():
                        act_as(office.head.pk)
                        application = PermitApplication.objects.select_related(
                            "case", "municipality", "version__parcel"
                        ).get(pk=case_id)
                        issue_permit(application=application, approved_by=office.head)
                        if place % undone_every == 0:
                            raise Undone
                except Undone:
                    undone.append(case_id)
        finally:
            connections.close_all()

    hands = [threading.Thread(target=work) for _hand in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return len(undone)


def race(thread: Thread, admin_url: str, many: int) -> None:
    cases = copies(thread, admin_url, many)
    assert issue_all(thread, cases, undone_every=5) == many // 5
    kept = many - many // 5
    with territory([thread.office.body.pk]):
        numbers = sorted(Issuance.objects.filter(series__kind="permit fencing").values_list("number", flat=True))
        assert numbers == list(range(1, kept + 2))  # the model has the first
        assert Series.objects.get(kind="permit fencing").last_number == kept + 1
        assert Permit.objects.count() == DecisionRecord.objects.exclude(number="").count() == kept + 1
        assert Permit.objects.values("number").distinct().count() == kept + 1
        assert first_broken_entry(thread.office.body.pk) is None


def test_sixteen_hands_with_a_fifth_undone_leave_no_gap_and_no_double(thread, admin_url):
    race(thread, admin_url, 60)


@pytest.mark.full
def test_five_thousand_issuances_with_a_fifth_undone_leave_no_gap_and_no_double(thread, admin_url):
    race(thread, admin_url, 5_000)
