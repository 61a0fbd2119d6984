"""Objections: taken while the days last, answered once, carried out by a new revision; no number comes back."""

from uuid import uuid4

import pytest

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.errors import DomainError, NotAllowed
from geo.municipalities.scope import territory
from geo.spatial.refusals import refusals_explained
from parcels.register.models import AllottedNumber, Parcel, PublishedName, PublishedParcel
from parcels.register.resolver import resolve
from permits.numbering_runs.enums import ObjectionState, Reach
from permits.numbering_runs.errors import (
    AlreadyAnswered,
    AnswerIncomplete,
    NotHeard,
    NothingUpheld,
    NumberStands,
    ObjectionWithoutPlace,
    PlaceElsewhere,
    TooManyObjections,
)
from permits.numbering_runs.hearing import MOST_OPEN, Complaint, answer, object_to
from permits.numbering_runs.models import Objection, PublishedRun
from permits.numbering_runs.services import revise
from tests.factories.numbering import blocks_of, days_pass, started, take, walk
from tests.factories.places import ORIGIN, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(office):
    run = started(office)
    walk(office, run, ("review", "publish"))
    with territory([office.body.pk]):
        run.refresh_from_db()
    return run


def objected(office, run, **what):
    asked = {"text": "الرقم لا يوافق الأرض", "name": "سالم", "phone": "0500000001", **what}
    with territory([office.body.pk]):
        return object_to(run=run, complaint=Complaint(**asked), request_id=uuid4(), received_by=None)


def answered(office, objection, state=ObjectionState.UPHELD, reach=Reach.PARCEL, words="يعاد الترقيم"):
    with territory([office.body.pk]):
        return answer(
            objection=objection, state=state, words=words, reach=reach, by=User.objects.get(username=Role.COMMITTEE)
        )


def numbers(office, block):
    with territory([office.body.pk]):
        return [Parcel.objects.get(pk=pk).parcel_label for pk in block.order]


def test_an_objection_is_about_a_parcel_or_the_parcel_at_a_place(office, run):
    parcel = blocks_of(office, run)[0].order[2]
    assert objected(office, run, parcel_id=parcel).parcel_id == parcel
    with territory([office.body.pk]):
        place = PublishedParcel.objects.get(pk=parcel).geom.point_on_surface
    by_place = objected(office, run, place=place)
    assert (by_place.number, by_place.parcel_id) == (2, parcel)
    alley = square(80, 30, 2).centroid
    assert objected(office, run, place=alley).parcel_id is None


def test_nobody_objects_without_a_place_or_to_land_elsewhere(office, run):
    with pytest.raises(ObjectionWithoutPlace):
        objected(office, run)
    with pytest.raises(PlaceElsewhere):
        objected(office, run, parcel_id=uuid4())
    far = square(900, 900, 2).centroid
    assert far.x > ORIGIN[0]
    with pytest.raises(PlaceElsewhere):
        objected(office, run, place=far)


def test_the_same_form_twice_is_one_objection(office, run):
    request, parcel = uuid4(), blocks_of(office, run)[0].order[0]
    with territory([office.body.pk]):
        for _time in range(2):
            object_to(run=run, complaint=Complaint(text="خ", parcel_id=parcel), request_id=request, received_by=None)
        assert Objection.objects.count() == 1


def test_one_parcel_is_not_flooded(office, run):
    parcel = blocks_of(office, run)[0].order[0]
    for _time in range(MOST_OPEN):
        objected(office, run, parcel_id=parcel)
    with pytest.raises(TooManyObjections):
        objected(office, run, parcel_id=parcel)


@pytest.mark.django_db(transaction=True)
def test_after_the_last_day_nobody_is_heard_even_by_the_database(office, run):
    parcel = blocks_of(office, run)[0].order[0]
    days_pass(run, 30)
    objected(office, run, parcel_id=parcel)  # the last day counts
    days_pass(run, 1)
    with pytest.raises(NotHeard):
        objected(office, run, parcel_id=parcel)
    with territory([office.body.pk]), pytest.raises(NotHeard), refusals_explained():
        Objection.objects.create(
            run=run, municipality=office.body, number=9, parcel_id=parcel, text="خ", request_id=uuid4()
        )


def test_only_the_committee_answers_and_once_and_whole(office, run):
    objection = objected(office, run, parcel_id=blocks_of(office, run)[0].order[0])
    with territory([office.body.pk]), pytest.raises(NotAllowed):
        answer(objection=objection, state=ObjectionState.DISMISSED, words="لا", by=office.head)
    with pytest.raises(AnswerIncomplete):
        answered(office, objection, reach="")
    with pytest.raises(AnswerIncomplete):
        answered(office, objection, words=" ")
    with pytest.raises(AnswerIncomplete):
        answered(office, objection, state=ObjectionState.DISMISSED)
    answered(office, objection, state=ObjectionState.DISMISSED, reach="")
    with pytest.raises(AlreadyAnswered):
        answered(office, objection)
    with territory([office.body.pk]), pytest.raises(DomainError), refusals_explained():
        Objection.objects.filter(pk=objection.pk).update(text="غيره")


def test_a_place_without_a_parcel_withdraws_no_number(office, run):
    objection = objected(office, run, place=square(80, 30, 2).centroid)
    with pytest.raises(AnswerIncomplete):
        answered(office, objection)
    assert answered(office, objection, reach=Reach.NOTHING).state == ObjectionState.UPHELD


def test_a_run_goes_back_only_for_what_was_upheld(office, run):
    objection = objected(office, run, parcel_id=blocks_of(office, run)[0].order[0])
    answered(office, objection, state=ObjectionState.DISMISSED, reach="")
    with pytest.raises(NothingUpheld):
        take(office, run, "reopen")


def test_a_withdrawn_number_is_burned_and_leads_to_the_land(office, run):
    block = blocks_of(office, run)[0]
    parcel = block.order[2]
    with territory([office.body.pk]):
        code = Parcel.objects.get(pk=parcel).code
    answered(office, objected(office, run, parcel_id=parcel))
    assert take(office, run, "reopen").state == "returned"
    assert numbers(office, block) == ["1", "2", "", "4", "5", "6"]
    assert not PublishedRun.objects.get().hears
    assert not PublishedParcel.objects.filter(pk=parcel).exists()
    walk(office, run, ("review", "publish"))
    assert numbers(office, blocks_of(office, run)[0]) == ["1", "2", "7", "4", "5", "6"]
    with territory([office.body.pk]):
        given = AllottedNumber.objects.filter(parcel=parcel).order_by("number").values_list("number", flat=True)
        assert list(given) == [3, 7]
        assert PublishedName.objects.filter(parcel_id=parcel, text=code, kind="code").exists()
    assert PublishedRun.objects.get().hears
    (found,) = resolve(code)
    assert [one.code for one in found.land.today] == [PublishedParcel.objects.get(pk=parcel).code]


def test_a_whole_block_is_withdrawn_and_walked_anew(office, run):
    block = blocks_of(office, run)[0]
    answered(office, objected(office, run, parcel_id=block.order[0]), reach=Reach.BLOCK)
    take(office, run, "reopen")
    assert numbers(office, block) == [""] * 6
    assert numbers(office, blocks_of(office, run)[1]) == ["1", "2", "3"]
    with territory([office.body.pk]):
        revise(run=run, block_place=1, order=block.order[::-1], by=office.surveyor, base_revision=1, reason="اعتراض")
    walk(office, run, ("review", "publish"))
    again = blocks_of(office, run)[0]
    assert again.order == block.order[::-1]
    assert numbers(office, again) == ["7", "8", "9", "10", "11", "12"]


def test_without_an_upheld_objection_the_database_withdraws_no_number(office, run):
    parcel = blocks_of(office, run)[0].order[0]
    with territory([office.body.pk]), pytest.raises(NumberStands), refusals_explained():
        Parcel.objects.filter(pk=parcel).update(state="proposed", code=None, parcel_label="", block=None)


def test_only_the_numbers_that_the_answer_names_are_withdrawn(office, run):
    from parcels.register.services import withdraw_numbers

    block = blocks_of(office, run)[0]
    answered(office, objected(office, run, parcel_id=block.order[2]))
    take(office, run, "reopen")
    with territory([office.body.pk]), pytest.raises(NumberStands):
        withdraw_numbers(parcel_ids=[block.order[3]], by=office.surveyor, reason="زيادة")
