"""Recording deeds: numbers, dates, and which deed is in force."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from geo.calendars.errors import HijriOutOfRange, NotAHijriDate
from geo.calendars.hijri import to_hijri
from geo.municipalities.scope import territory
from parcels.rights.enums import DeedKind
from parcels.rights.errors import DeedKnown, DeedNotPossible, DeedNumberMalformed, MayNotRecord
from parcels.rights.models import Deed, DeedSide
from parcels.rights.selectors import deed_in_force, deeds_of
from parcels.rights.services import NewDeed, record_deed
from tests.parcels.rights.conftest import side


def test_a_deed_is_recorded_with_its_sides(land):
    said = side("north", "20.01", words="عشرون متراً", text="شارع عرض ١٥ م")
    deed = land.deed("A", said, area_m2=Decimal("400.5"))
    assert (deed.number, deed.issued_on, deed.municipality) == ("123456789012", date(2019, 12, 27), land.office.body)
    written = DeedSide.objects.get(deed=deed)
    assert (written.facing, written.length_m, written.abutter_text) == ("north", Decimal("20.01"), "شارع عرض ١٥ م")


@pytest.mark.parametrize("number", ["12345678901", "1234567890123", "12345678901a", "12345/678901", "", "   "])
def test_an_electronic_deed_has_twelve_digits(land, number):
    with pytest.raises(DeedNumberMalformed):
        land.deed("A", number=number)


def test_the_number_of_an_electronic_deed_may_be_typed_in_arabic_digits(land):
    assert land.deed("A", number="١٢٣٤٥٦٧٨٩٠١٢").number == "123456789012"


@pytest.mark.parametrize("kind", [kind for kind in DeedKind if kind != DeedKind.ELECTRONIC])
def test_any_other_deed_keeps_its_number_as_written_and_must_have_one(land, kind):
    assert land.deed("A", number="١٧/٣ ج", kind=kind).number == "١٧/٣ ج"
    with pytest.raises(DeedNumberMalformed):
        land.deed("A", number=" ", kind=kind)


@pytest.mark.parametrize("written", ["١٥ رجب ١٣٣٩هـ", "1339/07/15", "غير واضح"])
def test_a_date_that_cannot_be_converted_is_kept_as_an_old_hand_wrote_it(land, written):
    deed = land.deed("A", kind=DeedKind.ISTIHKAM, number="7", hijri_date=written)
    assert (deed.hijri_date, deed.issued_on) == (written, None)


def test_an_electronic_deed_has_a_date_that_can_be_read(land):
    with pytest.raises(NotAHijriDate):
        land.deed("A", hijri_date="غير واضح")


def test_a_deed_is_not_of_the_future(land):
    today = timezone.localdate()
    assert land.deed("A", hijri_date=str(to_hijri(today))).issued_on == today
    with pytest.raises(DeedNotPossible) as refused:
        land.deed("B", hijri_date=str(to_hijri(today + timedelta(days=1))))
    assert refused.value.context == {"issued_on": (today + timedelta(days=1)).isoformat()}
    with pytest.raises(HijriOutOfRange):
        land.deed("B", kind=DeedKind.PAPER, hijri_date="1501/01/01")


def test_the_same_deed_is_recorded_once(land):
    land.deed("A")
    with pytest.raises(DeedKnown):
        land.deed("A")
    land.deed("B")  # a deed may be of several parcels


def test_a_later_deed_takes_the_place_of_the_former(land):
    former = land.deed("A", kind=DeedKind.PAPER, number="5/1")
    later = land.deed("A", supersedes=former)
    assert deed_in_force(land.drawn["A"]) == later
    assert [deed.pk for deed in deeds_of(land.drawn["A"])] == [later.pk, former.pk]
    assert deed_in_force(land.drawn["B"]) is None


def test_a_deed_gives_way_only_to_another_of_its_parcel_that_is_in_force(land):
    former = land.deed("A", kind=DeedKind.PAPER, number="5/1")
    with pytest.raises(DeedNotPossible):
        land.deed("B", supersedes=former)
    assert Deed.objects.filter(parcel_id=land.drawn["B"].pk).count() == 0, "the refused deed is not kept"


@pytest.mark.parametrize("who", ["citizen", "other office", "planner elsewhere"])
def test_only_the_office_of_the_land_records_its_deeds(land, places, who):
    by = {"citizen": places.citizen, "other office": places.east.surveyor, "planner elsewhere": places.east.head}[who]
    new = NewDeed(kind=DeedKind.PAPER, number="1", hijri_date="1420/01/01", issuer="x")
    with pytest.raises(MayNotRecord):
        record_deed(parcel=land.parcel("A"), deed=new, by=by)


def test_another_office_sees_no_deed(land, places):
    land.deed("A", side("north", "20"))
    with territory([places.east.body.pk]):
        assert not Deed.objects.exists() and not DeedSide.objects.exists()
