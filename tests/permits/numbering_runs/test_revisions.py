"""Surveyors change the walk: revisions on top of each other, held by the database too."""

from uuid import uuid4

import pytest

from geo.errors import NotAllowed
from geo.municipalities.scope import territory
from geo.spatial.refusals import refusals_explained
from permits.numbering_runs.differences import changes_between
from permits.numbering_runs.errors import OrderIncomplete, RevisionOutdated, RunClosedToEdits
from permits.numbering_runs.models import RunBlock, RunRevision
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.services import propose_again, revise
from tests.factories.numbering import blocks_of, labels, started, take, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(office):
    return started(office)


def saved(office, run, order, **more):
    asked = {"block_place": 1, "by": office.surveyor, "base_revision": 1, "reason": "ميدان", **more}
    with territory([office.body.pk]):
        return revise(run=run, order=order, **asked)


def test_a_new_order_is_the_next_revision_with_a_score_of_its_own(office, run):
    first, second = blocks_of(office, run)
    order = [*first.order[::2], *first.order[1::2]]
    revision = saved(office, run, order, locked=order[:2])
    assert (revision.number, revision.reason, revision.made_by) == (2, "ميدان", office.surveyor)
    now, other = blocks_of(office, run)
    assert (now.order, now.locked) == (order, order[:2])
    assert now.score["A"] < first.score["A"]
    assert [one["code"] for one in now.score["exceptions"]] != []
    assert (other.order, other.score) == (second.order, second.score)
    assert revision.score["pairs"] == 7


def test_the_numbers_follow_the_revision_that_was_reviewed(office, run):
    order = blocks_of(office, run)[0].order[::-1]
    saved(office, run, order)
    walk(office, run, ("review", "publish"))
    block = blocks_of(office, run)[0]
    with territory([office.body.pk]):
        from parcels.register.models import Parcel

        assert [Parcel.objects.get(pk=pk).parcel_label for pk in block.order] == ["1", "2", "3", "4", "5", "6"]


def test_who_saves_on_top_of_an_older_revision_is_told(office, run):
    order = blocks_of(office, run)[0].order
    saved(office, run, order[::-1])
    with pytest.raises(RevisionOutdated) as refused:
        saved(office, run, order)
    assert refused.value.context == {"latest": 2}


@pytest.mark.parametrize("spoil", ["short", "double", "foreign", "lock"])
def test_an_order_names_every_parcel_once(office, run, spoil):
    order = list(blocks_of(office, run)[0].order)
    wrong = {"short": order[1:], "double": [order[0], *order[:-1]], "foreign": [uuid4(), *order[1:]], "lock": order}
    with pytest.raises(OrderIncomplete):
        saved(office, run, wrong[spoil], locked=[uuid4()] if spoil == "lock" else [])


def test_a_block_that_is_not_there_is_refused(office, run):
    with pytest.raises(OrderIncomplete):
        saved(office, run, blocks_of(office, run)[0].order, block_place=9)


def test_engineers_do_not_change_the_walk_and_nobody_does_after_the_review(office, run):
    order = blocks_of(office, run)[0].order[::-1]
    with pytest.raises(NotAllowed):
        saved(office, run, order, by=office.engineer)
    take(office, run, "review")
    with pytest.raises(RunClosedToEdits):
        saved(office, run, order)


def test_the_database_takes_no_revision_out_of_turn(office, run):
    take(office, run, "review")
    with territory([office.body.pk]), pytest.raises(RunClosedToEdits), refusals_explained():
        from geo.spatial.clock import transaction_time

        RunRevision.objects.create(
            run=run, municipality=office.body, number=2, made_by=office.surveyor, made_at=transaction_time(),
            reason="", score={},
        )  # fmt: skip


def test_the_database_keeps_a_block_as_it_was_written(office, run):
    from geo.errors import DomainError

    block = blocks_of(office, run)[0]
    with territory([office.body.pk]), pytest.raises(DomainError), refusals_explained():
        RunBlock.objects.filter(pk=block.pk).update(order=block.order[::-1])


def test_the_engine_proposes_anew_until_something_was_published(office, run):
    saved(office, run, blocks_of(office, run)[0].order[::-1])
    with territory([office.body.pk]):
        revision = propose_again(run=run, by=office.surveyor, reason="من جديد")
        assert revision.number == 3
        assert last_revision(run).score["A"] == 1.0
    walk(office, run, ("review", "publish"))
    with territory([office.body.pk]), pytest.raises(RunClosedToEdits):
        propose_again(run=run, by=office.surveyor, reason="من جديد")
    assert ("provisional", "1") in labels(office).values()


def test_what_changed_is_told_parcel_by_parcel(office, run):
    first = blocks_of(office, run)[0].order
    saved(office, run, [first[1], first[0], *first[2:]])
    with territory([office.body.pk]):
        one, two = run.revisions.order_by("number")
        (change,) = changes_between(one, two)
        assert change.place == 1
        assert [(moved.parcel_id, moved.before, moved.after) for moved in change.moved] == [
            (first[1], 2, 1), (first[0], 1, 2),
        ]  # fmt: skip
        assert len(changes_between(None, one)) == 2
