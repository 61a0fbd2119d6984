"""Granting and ending rights: shares of one whole, at every time, as the register knew it then."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from geo.municipalities.scope import territory
from geo.spatial.clock import transaction_time
from parcels.rights.enums import RightKind
from parcels.rights.errors import MayNotRecord, RightEnded, ShareMalformed, SharesExceedWhole
from parcels.rights.models import Right
from parcels.rights.policies import may_record_rights, may_see_holders
from parcels.rights.selectors import rights_of, rights_seen_by
from parcels.rights.services import end_right, grant_right
from tests.factories.cases import enter_drawn
from tests.parcels.rights.conftest import SINCE, Land

LATER = datetime(2023, 1, 1, tzinfo=UTC)


@pytest.fixture
def grant(land):
    def give(share=(1, 1), *, party=1, kind=RightKind.OWNERSHIP, since=SINCE, until=None, letter="A", by=None, **said):
        return grant_right(
            parcel=land.parcel(letter), party=land.party(party), kind=kind, by=by or land.office.head, since=since,
            share=share, until=until, **said,
        )  # fmt: skip

    return give


def held(land, **when):
    return [(right.party.name, right.share) for right in rights_of(land.drawn["A"], **when)]


def test_owners_share_one_whole(land, grant):
    for number, share in enumerate([(12, 24), (8, 24), (4, 24)], 1):
        grant(share, party=number)
    assert sorted(held(land)) == [("مالك 1", "12/24"), ("مالك 2", "8/24"), ("مالك 3", "4/24")]
    with pytest.raises(SharesExceedWhole) as refused:
        grant((1, 2_000_000_000), party=4)
    assert Fraction(refused.value.context["owned"]) == 1 + Fraction(1, 2_000_000_000)


@pytest.mark.parametrize("denominator", [3, 7, 9, 11, 13, 24])
def test_equal_shares_fill_the_whole_exactly(land, grant, denominator):
    for number in range(denominator):
        grant((1, denominator), party=number)
    with pytest.raises(SharesExceedWhole):
        grant((1, 2_147_483_647), party=denominator)


@pytest.mark.parametrize("share", [(0, 1), (2, 1), (1, 0), (-1, 2)])
def test_a_share_is_above_nothing_and_at_most_the_whole(grant, share):
    with pytest.raises(ShareMalformed):
        grant(share)


def test_rights_of_other_kinds_take_nothing_of_the_whole(land, grant):
    grant()
    for kind in RightKind:
        if kind != RightKind.OWNERSHIP:
            grant(party=2, kind=kind)
    found = [right.kind for right in rights_of(land.drawn["A"])]
    assert found[0] == RightKind.OWNERSHIP and len(found) == len(RightKind)


def test_ownership_passes_on_when_the_former_has_ended(land, grant):
    former = grant()
    with pytest.raises(SharesExceedWhole):
        grant(party=2, since=LATER)
    end_right(right=former, at=LATER, by=land.office.head, reason="بيع")
    grant(party=2, since=LATER)
    assert held(land, as_of=LATER - timedelta(seconds=1)) == [("مالك 1", "1/1")]
    assert held(land, as_of=LATER) == [("مالك 2", "1/1")]
    assert held(land, as_of=SINCE - timedelta(days=1)) == []


def test_shares_are_held_against_the_whole_at_every_time_also_later_and_between(grant):
    grant((1, 2), party=1, since=LATER)
    grant((2, 3), party=2, since=SINCE, until=LATER)
    with pytest.raises(SharesExceedWhole):
        grant((2, 3), party=3, since=SINCE + timedelta(days=5), until=LATER + timedelta(days=5))
    with pytest.raises(SharesExceedWhole):
        grant((2, 3), party=3, since=SINCE - timedelta(days=5))
    grant((1, 3), party=3, since=SINCE - timedelta(days=5), until=LATER)


def test_an_ended_right_is_written_again_and_can_be_asked_for_as_it_was_known(land, grant):
    right = grant()
    ended = end_right(right=right, at=LATER, by=land.office.head, reason="وفاة")
    right.refresh_from_db()
    assert right.valid.upper is None and right.recorded.isempty, "begun and ended in one transaction: never seen"
    assert (ended.valid.upper, ended.follows, ended.reason) == (LATER, right, "وفاة")
    assert held(land, as_of=LATER) == []
    assert Right.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_the_register_held_before_an_end_was_recorded_is_still_answered(places):
    drawn = enter_drawn(places.west, "A", cell_m=20)
    with territory([places.west.body.pk]):
        land = Land(places.west, drawn)
        right = grant_right(
            parcel=land.parcel("A"), party=land.party(), kind=RightKind.OWNERSHIP, by=places.west.head, since=SINCE
        )
    with territory([places.west.body.pk]):
        between = transaction_time()
        end_right(right=right, at=LATER, by=places.west.head, reason="x")
    with territory([places.west.body.pk]):
        assert held(land) == []
        assert held(land, known_at=between - timedelta(microseconds=1)) == [("مالك 1", "1/1")]
        assert held(land, known_at=between) == []


@pytest.mark.parametrize("at", [SINCE, SINCE - timedelta(days=1)])
def test_a_right_does_not_end_before_it_began(land, grant, at):
    right = grant()
    with pytest.raises(RightEnded):
        end_right(right=right, at=at, by=land.office.head, reason="x")


def test_a_right_ends_once_and_never_later(land, grant):
    ended = end_right(right=grant(until=LATER), at=LATER - timedelta(days=9), by=land.office.head, reason="x")
    for right in (ended, ended.follows):
        with pytest.raises(RightEnded):
            end_right(right=right, at=LATER, by=land.office.head, reason="x")
    with pytest.raises(RightEnded):
        grant(since=LATER, until=LATER, letter="B")


def test_the_head_of_the_office_records_rights_and_nobody_else(land, places, grant):
    right = grant()
    for by in (land.office.surveyor, land.office.engineer, places.citizen, places.east.head):
        assert not may_record_rights(by, land.office.body.pk)
        with pytest.raises(MayNotRecord):
            grant(party=2, kind=RightKind.MORTGAGE, by=by)
        with pytest.raises(MayNotRecord):
            end_right(right=right, at=LATER, by=by, reason="x")


def test_holders_are_seen_by_the_offices_people_and_by_nobody_else(land, places, grant):
    grant()
    parcel = land.drawn["A"]
    for person in (land.office.surveyor, land.office.engineer, land.office.head):
        assert may_see_holders(person, land.office.body.pk)
        assert rights_seen_by(person, parcel).count() == 1
    for person in (places.citizen, places.east.head, places.east.surveyor):
        assert not may_see_holders(person, land.office.body.pk)
        assert rights_seen_by(person, parcel).count() == 0


def test_another_territory_sees_no_right(land, places, grant):
    grant()
    with territory([places.east.body.pk]):
        assert not Right.objects.exists()
        assert not rights_of(land.drawn["A"]).exists()
