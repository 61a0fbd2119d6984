"""Finding a parcel the way people type it."""

from uuid import uuid4

import pytest
from django.utils import translation

from geo.municipalities.scope import territory
from geo.search.registry import search_all
from parcels.register.models import PublishedParcel
from parcels.register.search import find_parcels
from parcels.register.selectors import CodeMistyped, UnknownParcel, neighbours, published_parcel
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from parcels.register.typed import Typed, understand
from tests.factories.places import square


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("12", Typed(number="12")),
        ("١٢", Typed(number="12")),
        ("5 12", Typed(block="5", number="12")),
        ("713/3 5 12", Typed(plan="713/3", block="5", number="12")),
        ("قطعة ١٢ بلك ٥ مخطط 713/3", Typed(plan="713/3", block="5", number="12")),
        ("القطعة رقم 12", Typed(number="12")),
        ("قطعه 12/1", Typed(number="12/1")),
        ("Parcel 12, block 5, plan 713/3", Typed(plan="713/3", block="5", number="12")),
        ("مخطط ٧١٣/٣", Typed(plan="713/3")),
        ("قطعة 12 في حي القديح", Typed(number="12", words=("قديح",))),
        ("قطعة 12 بلك أ", Typed(number="12", block="ا")),
        ("القديح", Typed(words=("قديح",))),
        ("", Typed()),
    ],
)
def test_words_are_understood(typed, understood):
    assert understand(typed) == understood


def test_a_name_alone_names_no_parcel():
    assert understand("القديح").empty
    assert not understand("القديح 3").empty


@pytest.fixture
def town(places):
    """Parcels 1 to 3 in the old west; 1 and 12/أ of plan 713/3 in the planned east."""
    for office, labels in ((places.west, None), (places.east, ["1", "12/أ"])):
        with territory([office.body.pk]):
            x = 0 if labels is None else 1000
            new = [NewParcel(geom=square(x + 20 * i, 0, 20)) for i in range(len(labels or "123"))]
            ids = [p.pk for p in enter_parcels(plan=office.plan, parcels=new, source="survey")]
            allot_numbers(block=office.block, parcel_ids=ids, request_id=uuid4(), labels=labels)
    return places


def found(words):
    return sorted(
        (parcel.district_kind, parcel.number)
        for parcel in PublishedParcel.objects.filter(code__in=[hit.feature for hit in find_parcels(words, 50)])
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "parcels"),
    [
        ("1", [("old", "1"), ("planned", "1")]),
        ("قطعة ١ الشرقية", [("planned", "1")]),
        ("قطعة ١ حي الغربيه", [("old", "1")]),
        ("713/3 1 1", [("planned", "1")]),
        ("مخطط ٧١٣/٣", [("planned", "1"), ("planned", "12/أ")]),
        ("713/3", [("planned", "1"), ("planned", "12/أ")]),
        ("قطعة 2 بلك 1", [("old", "2")]),
        ("بلك 9 قطعة 1", []),
        ("99", []),
        ("'; DROP TABLE register_parcel; --", []),
        ("قطعة 1 100%", []),
    ],
)
def test_parcels_are_found_by_anyone_signed_in_or_not(town, words, parcels):
    assert found(words) == parcels


@pytest.mark.django_db
def test_a_code_finds_its_parcel_in_either_digits(town):
    code = PublishedParcel.objects.order_by("code").first().code
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert [hit.feature for hit in search_all(arabic)] == [code]
    (hit,) = find_parcels(code, 5)
    west, south, east, north = hit.bbox
    assert west < east and south < north and 45 < west < 55 and 24 < south < 28
    assert hit.url == f"/parcels/{code}/"


@pytest.mark.django_db
def test_hits_speak_the_readers_language(town):
    with translation.override("ar"):
        assert "١" in find_parcels("1", 1)[0].title
    with translation.override("en"):
        assert find_parcels("1", 1)[0].title == "Parcel 1, block 1"


@pytest.mark.django_db
def test_no_more_hits_than_were_asked_for(town):
    assert len(find_parcels("713/3", 1)) == 1


@pytest.mark.django_db
def test_a_code_is_looked_up_and_a_mistyped_one_is_told_apart_from_an_unknown_one(town):
    code = PublishedParcel.objects.order_by("code").first().code
    assert published_parcel(code).code == code
    with pytest.raises(CodeMistyped):
        published_parcel(str(int(code) + 1))
    body = code[:9] + "9999000"
    never_given = body + f"{98 - int(body) * 100 % 97:02d}"
    for unknown in (never_given, "12", ""):
        with pytest.raises(UnknownParcel):
            published_parcel(unknown)


@pytest.mark.django_db
def test_neighbours_are_those_within_reach(town):
    middle = PublishedParcel.objects.get(district_kind="old", number="2")
    assert set(neighbours(middle, within_m=0.1).values_list("number", flat=True)) == {"1", "3"}
