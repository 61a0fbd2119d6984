"""Any name of land, of today or of an old paper, leads to the parcels of today."""

from uuid import uuid4

import pytest

from geo.municipalities.scope import territory
from geo.search.registry import search_all
from parcels.register.codes import display
from parcels.register.enums import AliasKind, LineageKind, ParcelState
from parcels.register.lineage import change_land, withdraw
from parcels.register.models import Alias, Parcel, PublishedName
from parcels.register.resolver import Why, is_mistyped, resolve
from parcels.register.services import NewParcel, allot_numbers, enter_parcels, record_alias
from tests.factories.cases import enter_drawn
from tests.factories.decisions import decided
from tests.factories.places import square
from tests.parcels.register.changes import join, move, split

pytestmark = pytest.mark.django_db
#: Two changes of the same land are two instants: each commits.
committing = pytest.mark.django_db(transaction=True)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DRAWING = """
AABB
AABB
CCDD
"""


@pytest.fixture
def land(places):
    """Parcels 1 (A) to 4 (D) of the old west."""
    return enter_drawn(places.west, DRAWING)


def name(office, parcel, text, kind=AliasKind.LAND_NAME):
    with territory([office.body.pk]):
        return record_alias(parcel=Parcel.objects.get(pk=parcel.pk), kind=kind, text=text, by=office.surveyor)


def told(typed):
    """What an answer says, short: why, number found, and the numbers of today with their shares in hundredths."""
    return [
        (answer.why, answer.land.number, {now.number: round(now.share * 100) for now in answer.land.today})
        for answer in resolve(typed)
    ]


@pytest.mark.parametrize("shown", [str, display, lambda code: display(code).replace("/", " - "), lambda c: c[:16]])
@pytest.mark.parametrize("digits", [str, lambda text: text.translate(ARABIC)])
def test_a_code_of_today_is_found_however_it_is_written(land, shown, digits):
    typed = digits(shown(land["B"].code))
    assert told(typed) == [(Why.CODE, "2", {"2": 100})]
    assert told(f"رمز القطعة {typed} لو سمحتم") == [(Why.CODE, "2", {"2": 100})]


def test_a_code_that_arabic_text_turned_round_is_found(land):
    turned = "/".join(reversed(display(land["B"].code).split("/")))
    assert told(turned) == [(Why.CODE, "2", {"2": 100})]


@committing
def test_a_split_number_leads_to_its_parts_with_their_shares(places, land):
    split(places.west, land["A"], (5, -10), (5, 100))
    assert told("1") == [(Why.FORMER_NUMBER, "1", {"1/2": 75, "1/1": 25})]
    assert told("قطعة ١ بلك ١ الغربية") == told("1")
    assert told(land["A"].code) == [(Why.FORMER_CODE, "1", {"1/2": 75, "1/1": 25})]
    (answer,) = resolve("1")
    assert (answer.land.retired_by, answer.land.retired) == (LineageKind.SPLIT, True)
    assert answer.land.retired_at is not None
    assert answer.land.today[0].shared_m2 == pytest.approx(300)


@committing
def test_merged_numbers_lead_to_the_whole_which_shares_its_land_between_them(places, land):
    join(places.west, land["A"], land["C"])
    (answer,) = resolve("3")
    (now,) = answer.land.today
    assert (answer.land.retired_by, now.number) == (LineageKind.MERGE, "1/1")
    assert now.share == pytest.approx(1)
    assert now.own_share == pytest.approx(1 / 3)


@committing
def test_land_that_was_split_merged_and_moved_is_followed_to_its_end(places, land):
    first, second = split(places.west, land["A"], (5, -10), (5, 100))
    whole = join(places.west, second, land["B"])
    move(places.west, first, whole, (10, -10), (10, 100))
    assert told("1") == [(Why.FORMER_NUMBER, "1", {"1/1": 50, whole.number: 50})]


@committing
def test_a_parcel_that_kept_its_number_is_of_today(places, land):
    move(places.west, land["A"], land["B"], (25, -10), (25, 100))
    assert told("1") == [(Why.NUMBER, "1", {"1": 100})]


@committing
def test_a_block_a_plan_or_a_district_that_does_not_fit_finds_nothing(places, land):
    split(places.west, land["A"], (5, -10), (5, 100))
    for typed in ("قطعة 1 بلك 9", "713/3 1 1", "قطعة 1 الشرقية", "", "   ", "قطعة", "99"):
        assert told(typed) == [], typed


@committing
def test_a_withdrawn_number_says_that_nothing_holds_its_land(places, land):
    with territory([places.west.body.pk]):
        change = withdraw(land["D"].pk)
        case = decided(change, places.west)
        change_land(change=change, request_id=uuid4(), by=None, reason="test", source="test", case_id=case)
    assert told("4") == [(Why.FORMER_NUMBER, "4", {})]


@pytest.mark.parametrize(
    ("kind", "text", "typed"),
    [
        (AliasKind.LAND_NAME, "نخل العين الشمالي", "العين"),
        (AliasKind.LAND_NAME, "نخل العين الشمالي", "الشمالى نخل"),
        (AliasKind.LAND_NAME, "نخل العين الشمالي", "نَخْل العين"),
        (AliasKind.OLD_NUMBER, "45", "٤٥"),
        (AliasKind.OLD_NUMBER, "قطعة 45 مخطط 12", "مخطط ١٢ قطعة ٤٥"),
        (AliasKind.REGISTRY_NUMBER, "3100012345670001", "٣١٠٠٠١٢٣٤٥٦٧٠٠٠١"),
    ],
)
def test_other_names_are_found_by_everyone(places, land, kind, text, typed):
    name(places.west, land["B"], text, kind)
    assert told(typed) == [(Why.OTHER_NAME, "2", {"2": 100})]


@committing
def test_another_name_survives_the_parcel(places, land):
    name(places.west, land["A"], "نخل العين")
    split(places.west, land["A"], (5, -10), (5, 100))
    assert told("نخل العين") == [(Why.OTHER_NAME, "1", {"1/2": 75, "1/1": 25})]


@pytest.mark.parametrize(
    ("kind", "text"), [(AliasKind.DEED_WORDING, "يحدها شمالاً ملك ورثة كناريا"), (AliasKind.METER_NUMBER, "88112233")]
)
def test_wordings_of_deeds_and_meters_are_found_inside_their_territory_only(places, land, kind, text):
    name(places.west, land["B"], text, kind)
    assert told(text) == []
    with territory([places.east.body.pk]):
        assert told(text) == []
    with territory([places.west.body.pk]):
        assert told(text) == [(Why.OTHER_NAME, "2", {"2": 100})]


def test_a_name_of_a_draft_leads_nowhere(places):
    with territory([places.west.body.pk]):
        (draft,) = enter_parcels(plan=places.west.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="test")
        record_alias(parcel=draft, kind=AliasKind.LAND_NAME, text="نخل السر", by=places.west.surveyor)
        assert Alias.objects.count() == 1
        assert told("نخل السر") == []
    assert told("نخل السر") == []


def test_the_same_name_twice_is_recorded_once(places, land):
    assert name(places.west, land["B"], "نخل  العين ").pk == name(places.west, land["B"], "نخل العين").pk
    assert PublishedName.objects.filter(kind=AliasKind.LAND_NAME).count() == 1


def test_signs_of_patterns_are_words_like_others(places, land):
    name(places.west, land["B"], "نخل العين")
    for typed in ("نخل%", "نخ_", "العين\\", "(العين", "قطعة 1/ مخطط 2("):
        assert told(typed) in ([], told("نخل العين")), typed


def test_a_mistyped_code_proposes_the_parcel_and_says_what_slipped(land):
    code = land["B"].code
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert is_mistyped(wrong)
    assert not is_mistyped(code)
    (answer,) = resolve(wrong)
    assert (answer.why, answer.land.code, answer.slip) == (Why.LIKELY, code, "digit")


@committing
def test_a_mistyped_code_of_a_retired_parcel_leads_to_its_land_too(places, land):
    split(places.west, land["A"], (5, -10), (5, 100))
    code = land["A"].code
    swapped = code[:11] + code[12] + code[11] + code[13:]
    assert swapped != code
    assert (Why.LIKELY, "1", {"1/2": 75, "1/1": 25}) in told(swapped)


def test_at_most_so_many_answers_each_parcel_once(places, land):
    name(places.west, land["B"], "2", AliasKind.OLD_NUMBER)
    name(places.west, land["C"], "2", AliasKind.OLD_NUMBER)
    assert [why for why, *_rest in told("2")] == [Why.NUMBER, Why.OTHER_NAME]
    assert len(resolve("2", limit=1)) == 1


@committing
def test_two_questions_answer(places, land, django_assert_num_queries):
    name(places.west, land["B"], "نخل العين")
    split(places.west, land["A"], (5, -10), (5, 100))
    code = land["A"].code
    for typed in ("1", "2", "قطعة ١ بلك ١ الغربية", "نخل العين", code, code[:-1] + str((int(code[-1]) + 1) % 10)):
        with django_assert_num_queries(2):
            assert resolve(typed), typed


def test_words_that_name_no_land_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert resolve("") == []


@committing
def test_the_search_box_finds_former_numbers_and_other_names(places, land):
    name(places.west, land["B"], "نخل العين")
    split(places.west, land["A"], (5, -10), (5, 100))
    (former,) = [hit for hit in search_all("قطعة 1 بلك 1") if hit.kind == "former_parcel"]
    assert former.url == f"/parcels/{land['A'].code}/"
    assert "1/1" in former.subtitle or "١/١" in former.subtitle
    west, south, east, north = former.bbox
    assert west < east and south < north
    (named,) = search_all("نخل العين")
    assert (named.feature, "نخل العين" in named.subtitle) == (land["B"].code, True)


def test_a_provisional_number_is_of_today(places):
    with territory([places.west.body.pk]):
        (new,) = enter_parcels(plan=places.west.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="test")
        allot_numbers(block=places.west.block, parcel_ids=[new.pk], request_id=uuid4())
    (answer,) = resolve("1")
    assert answer.land.today[0].state == ParcelState.PROVISIONAL
