"""The certificate is printed after the commit: no office waits for a printer, and no permit stays without its paper."""

import pytest
from django.db import connection
from django.utils import timezone

from geo.jobs.each import SomeFailed
from geo.municipalities.scope import act_as, territory
from geo.printing.errors import SigningUnavailable
from geo.printing.models import Printout
from geo.series.models import Series
from permits.applications import issuing
from permits.applications.issuing import printed
from permits.applications.models import Permit
from permits.applications.services import decide
from permits.applications.tasks import print_certificate, print_missing
from permits.decisions.models import DecisionRecord
from tests.factories.cases import open_thread, print_certificate_of
from tests.permits.applications.test_approving_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unprinted(ground):
    """A permit that was issued a moment ago."""
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    with territory([ground.west.body.pk]):
        act_as(ground.west.head.pk)
        decide(case=thread.case, name="approve", by=ground.west.head)
    return thread


def papers(thread):
    with territory([thread.office.body.pk]):
        return Printout.objects.filter(record_type="permit").count()


def permit_of(thread):
    with territory([thread.office.body.pk]):
        return Permit.objects.get(application_id=thread.case.pk)


def test_issuing_prints_nothing_and_leaves_the_printing_to_the_worker(unprinted, do_jobs):
    assert (permit_of(unprinted).printout_id, papers(unprinted)) == (None, 0)
    do_jobs()
    permit = permit_of(unprinted)
    assert permit.printout_id is not None and papers(unprinted) == 1
    with territory([unprinted.office.body.pk]):
        assert permit.printout.number == permit.number


def test_whoever_opens_the_certificate_first_has_it_printed_and_the_worker_finds_it_done(unprinted, client, do_jobs):
    client.force_login(unprinted.citizen)
    answer = client.get(f"/permits/{permit_of(unprinted).number}/certificate.pdf")
    assert answer.status_code == 200 and answer.content[:5] == b"%PDF-"
    do_jobs()
    assert papers(unprinted) == 1


def test_eight_readers_at_once_have_one_paper(unprinted):
    at_once([lambda: print_certificate_of(unprinted.office, unprinted.case)] * 8)
    assert papers(unprinted) == 1


def test_the_paper_bears_the_moment_of_the_decision_not_of_its_printing(unprinted):
    print_certificate_of(unprinted.office, unprinted.case)
    with territory([unprinted.office.body.pk]):
        assert Printout.objects.get().issued_at == DecisionRecord.objects.get().decided_at <= timezone.now()


def test_while_a_paper_is_printed_neither_the_counter_nor_the_chain_is_held(unprinted, monkeypatch):
    held = []
    real = issuing.file_printout

    def watched(**arguments):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE l.pid = pg_backend_pid()"
                " AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND c.relname LIKE 'series_%'"
            )
            held.extend(cursor.fetchall())
        return real(**arguments)

    monkeypatch.setattr(issuing, "file_printout", watched)
    print_certificate_of(unprinted.office, unprinted.case)
    assert held == []


def test_nothing_is_issued_that_could_not_be_signed(ground, settings):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    settings.SIGNING_CERTIFICATE = ""
    with pytest.raises(SigningUnavailable):
        thread.take("approve")
    with territory([ground.west.body.pk]):
        assert not Permit.objects.exists() and not Series.objects.filter(kind="permit fencing").exists()


def test_what_could_not_be_printed_is_printed_every_hour_until_it_is(unprinted, monkeypatch):
    def broken(**arguments):
        raise OSError("no font")

    monkeypatch.setattr(issuing, "file_printout", broken)
    with pytest.raises(SomeFailed, match="1 of 1"):
        print_missing()
    monkeypatch.undo()
    print_missing()
    assert papers(unprinted) == 1
    print_missing()
    assert papers(unprinted) == 1


def test_a_job_that_runs_twice_prints_once(unprinted):
    permit = permit_of(unprinted)
    for _turn in range(2):
        print_certificate(str(permit.pk), permit.municipality_id)
    with territory([permit.municipality_id]):
        assert printed(permit).pk == permit_of(unprinted).printout_id
    assert papers(unprinted) == 1
