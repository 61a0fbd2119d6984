"""Numbers are allotted once and stay."""

from uuid import uuid4

import pytest

from geo.municipalities.scope import territory
from parcels.register.codes import is_valid
from parcels.register.errors import AlreadyNumbered
from parcels.register.models import PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import square


def test_parcels_get_the_next_numbers_of_their_block_and_are_published(places):
    office = places.west
    with territory([office.body.pk]):
        entered = enter_parcels(plan=office.plan, parcels=[NewParcel(geom=square(i * 20, 0, 20)) for i in range(3)], source="survey")
        assert not PublishedParcel.objects.exists()
        given = allot_numbers(block=office.block, parcel_ids=[p.pk for p in entered], request_id=uuid4())
    assert [g.number for g in given] == [1, 2, 3]
    assert all(is_valid(g.code) for g in given)
    assert list(PublishedParcel.objects.order_by("code").values_list("number", "area_m2")) == [("1", 400), ("2", 400), ("3", 400)]


def test_a_number_is_given_once(places):
    office = places.west
    with territory([office.body.pk]):
        (parcel,) = enter_parcels(plan=office.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="survey")
        request = uuid4()
        first = allot_numbers(block=office.block, parcel_ids=[parcel.pk], request_id=request)
        assert allot_numbers(block=office.block, parcel_ids=[parcel.pk], request_id=request) == first
        with pytest.raises(AlreadyNumbered):
            allot_numbers(block=office.block, parcel_ids=[parcel.pk], request_id=uuid4())
