"""Sixteen people at work on one run at once: every revision has its turn, and no number is given twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from parcels.register.models import AllottedNumber, Parcel
from permits.cases.errors import StepNotPossible
from permits.numbering_runs.errors import RevisionOutdated
from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.services import decide, revise
from tests.factories.numbering import enter_quarter, hold_days, officer, staff, started, take
from tests.sql.races import WRITERS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(places):
    staff(places)
    hold_days()
    enter_quarter(places.west)
    return places.west


def at_once(work: Callable[[int], object]) -> list[Exception | None]:
    """Run the work on so many threads that begin together; return what each was refused with."""
    answers: list[Exception | None] = [None] * WRITERS
    start = threading.Barrier(WRITERS)

    def run(place: int) -> None:
        try:
            start.wait()
            work(place)
        except DomainError as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_sixteen_who_save_on_one_revision_one_is_first_and_the_others_begin_again(office):
    run = started(office)

    def save(base: int) -> None:
        with territory([office.body.pk]):
            held = NumberingRun.objects.get(pk=run.pk)
            order = last_revision(held).blocks.get(place=1).order
            revise(run=held, block_place=1, order=order[::-1], by=office.surveyor, base_revision=base, reason="معاً")

    answers = at_once(lambda _place: save(1))
    assert [answer for answer in answers if answer is None] == [None]
    assert all(answer is None or isinstance(answer, RevisionOutdated) for answer in answers)

    def insist(_place: int) -> None:
        while True:
            with territory([office.body.pk]):
                base = last_revision(run).number
            try:
                return save(base)
            except RevisionOutdated:
                continue

    assert at_once(insist) == [None] * WRITERS
    with territory([office.body.pk]):
        assert list(run.revisions.values_list("number", flat=True)) == list(range(1, WRITERS + 3))


def test_of_sixteen_who_publish_one_does_and_no_number_is_given_twice(office):
    run = started(office)
    take(office, run, "review")
    planner = officer(office, "publish")

    def publish(_place: int) -> None:
        with territory([office.body.pk]):
            act_as(planner.pk)
            decide(case=run.case, name="publish", by=planner)

    answers = at_once(publish)
    assert [answer for answer in answers if answer is None] == [None]
    assert all(answer is None or isinstance(answer, StepNotPossible) for answer in answers)
    with territory([office.body.pk]):
        given = list(AllottedNumber.objects.values_list("block_id", "number", "suffix"))
        assert len(given) == len(set(given)) == 9
        assert Parcel.objects.values("code").distinct().count() == 9


def test_sixteen_who_save_while_the_review_is_confirmed_are_in_it_or_refused(office):
    run = started(office)

    def work(place: int) -> None:
        with territory([office.body.pk]):
            if place == WRITERS // 2:
                act_as(office.engineer.pk)
                decide(case=run.case, name="review", by=office.engineer)
                return
            base = last_revision(run).number
            order = last_revision(run).blocks.get(place=1).order
            revise(run=run, block_place=1, order=order[::-1], by=office.surveyor, base_revision=base, reason="معاً")

    at_once(work)
    with territory([office.body.pk]):
        reviewed = run.case.events.get(transition="review").taken_at
        assert all(revision.made_at <= reviewed for revision in run.revisions.all())
