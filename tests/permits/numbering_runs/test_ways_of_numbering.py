"""Ways of numbering that are no count along the walk: odd and even by side, and numbers that are kept."""

from uuid import uuid4

import pytest
from django.urls import reverse

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.municipalities.scope import territory
from parcels.numbering.policies.errors import UnfitPolicy
from parcels.register.enums import AliasKind
from parcels.register.models import AllottedNumber, Parcel
from parcels.register.services import record_alias
from permits.numbering_runs.enums import ObjectionState, Reach
from permits.numbering_runs.hearing import Complaint, answer, object_to
from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.report import numbers_of
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.services import propose_again, revise, start
from permits.numbering_runs.tables import numbers_csv
from permits.numbering_runs.walkers import POLICIES, NothingToKeep
from tests.factories.numbering import blocks_of, started, take, walk

pytestmark = pytest.mark.django_db


def run_by(office, policy):
    with territory([office.body.pk]):
        return start(plan=office.plan, by=office.surveyor, request_id=uuid4(), policy=policy)


def called(office, **names):
    """Write older numbers of parcels down, by the letter of the drawing."""
    with territory([office.body.pk]):
        for letter, number in names.items():
            parcel = Parcel.objects.get(source_id=letter)
            record_alias(parcel=parcel, kind=AliasKind.OLD_NUMBER, text=number, by=office.surveyor)


def numbers(office, run, place=1):
    block = blocks_of(office, run)[place - 1]
    with territory([office.body.pk]):
        letters = dict(Parcel.objects.filter(pk__in=block.order).values_list("pk", "source_id"))
    return {letters[parcel]: number for parcel, number in zip(block.order, block.numbers, strict=True)}


def borne(office):
    with territory([office.body.pk]):
        return dict(Parcel.objects.exclude(source_id="").values_list("source_id", "parcel_label"))


def test_one_side_is_odd_and_the_other_even(office):
    run = run_by(office, "odd_even")
    given = numbers(office, run)
    sides = [{int(given[letter]) % 2 for letter in side} for side in ("ABC", "DEF")]
    assert sorted(sides, key=sorted) == [{0}, {1}]
    assert sorted(map(int, given.values())) == [1, 2, 3, 4, 5, 6]
    with territory([office.body.pk]):
        assert sorted(numbers_of([blocks_of(office, run)[0]]).values()) == ["1", "2", "3", "4", "5", "6"]
        assert {row.split(",")[2] for row in numbers_csv(run).splitlines()[1:7]} == set(given.values())
    walk(office, run, ("review", "publish"))
    assert {letter: borne(office)[letter] for letter in given} == given
    with territory([office.body.pk]):
        block = blocks_of(office, run)[0].block
        counted = AllottedNumber.objects.filter(block=block).values_list("number", flat=True)
        assert sorted(counted) == [1, 2, 3, 4, 5, 6], "the code goes on counting"


def test_a_surveyors_order_changes_the_walk_and_no_side(office):
    run = run_by(office, "odd_even")
    before, order = numbers(office, run), blocks_of(office, run)[0].order[::-1]
    with territory([office.body.pk]):
        revise(run=run, block_place=1, order=order, by=office.surveyor, base_revision=1, reason="ميدان")
    assert numbers(office, run) == before


def test_numbers_already_given_stay_and_others_follow_the_highest(office):
    called(office, A="١٢", E="7", F="بلا رقم")
    run = run_by(office, "keep")
    given = numbers(office, run)
    assert (given["A"], given["E"]) == ("12", "7")
    assert sorted(int(given[letter]) for letter in "BCDF") == [13, 14, 15, 16]
    assert list(numbers(office, run, 2).values()) == ["1", "2", "3"], "a block without older numbers counts"
    walk(office, run, ("review", "publish"))
    assert (borne(office)["A"], borne(office)["E"]) == ("12", "7")


def test_nothing_is_kept_where_nothing_is_known_and_no_number_twice(office):
    with pytest.raises(NothingToKeep):
        run_by(office, "keep")
    called(office, A="3", B="٣")
    with pytest.raises(UnfitPolicy):
        run_by(office, "keep")


def test_a_number_that_was_withdrawn_is_not_given_to_its_side_again(office):
    run = run_by(office, "odd_even")
    walk(office, run, ("review", "publish"))
    before = borne(office)
    with territory([office.body.pk]):
        parcel = Parcel.objects.get(source_id="A")
        run.refresh_from_db()
        objection = object_to(
            run=run, complaint=Complaint(text="خطأ", parcel_id=parcel.pk), request_id=uuid4(), received_by=None
        )
        answer(
            objection=objection, state=ObjectionState.UPHELD, words="نعم", reach=Reach.PARCEL,
            by=User.objects.get(username=Role.COMMITTEE),
        )  # fmt: skip
    take(office, run, "reopen")
    walk(office, run, ("review", "publish"))
    after = borne(office)
    assert int(after["A"]) > 6
    assert int(after["A"]) % 2 == int(before["A"]) % 2
    assert {k: v for k, v in after.items() if k != "A"} == {k: v for k, v in before.items() if k != "A"}


def test_the_street_that_a_person_chose_moves_a_parcel_in_the_next_proposal(office):
    run = started(office)
    block = blocks_of(office, run)[0]
    with territory([office.body.pk]):
        parcel = Parcel.objects.get(pk=block.order[0])
        outline = parcel.boundaries.get().geom
        far = [outline.extent[0], outline.extent[1]]
        revise(
            run=run, block_place=1, order=block.order, by=office.surveyor, base_revision=1, reason="الباب من السكة",
            access={str(parcel.pk): far},
        )  # fmt: skip
        changed = last_revision(run).blocks.get(place=1)
        assert changed.access == {str(parcel.pk): far}
        propose_again(run=run, by=office.surveyor, reason="من جديد")
        kept = [one.access for one in last_revision(run).blocks.all() if one.access]
    assert kept == [{str(parcel.pk): far}]


def test_the_form_offers_every_way_with_its_words(client, office):
    client.force_login(office.surveyor)
    text = client.get(reverse("numbering_runs:begin")).content.decode()
    assert all(f'value="{policy}"' in text for policy in POLICIES if policy)
    assert all(str(way.words) in text for way in POLICIES.values())
    asked = {"plan": office.plan.pk, "policy": "keep", "request_id": uuid4()}
    assert client.post(reverse("numbering_runs:begin"), asked).status_code == 409
    assert client.post(reverse("numbering_runs:begin"), {**asked, "policy": "odd_even"}).status_code == 302
    with territory([office.body.pk]):
        assert NumberingRun.objects.get().policy == "odd_even"
