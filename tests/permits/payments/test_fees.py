"""Fees: to the halala, line by line; by the tariffs of a day as they were recorded then."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from geo.municipalities.scope import territory
from permits.payments.errors import BillTermMissing, FeeUnknown
from permits.payments.fees import ExplainedFee, Quantity, Rate, UnknownFee, compute_fee, length_of, to_halala
from permits.payments.models import Fee, MunicipalityCategory, Tariff
from permits.payments.services import recompute
from permits.payments.tariffs import category_of, load_tariffs, rates_on
from tests.factories.cases import hold_tariffs, hold_values, open_thread
from tests.factories.places import make_places
from tests.permits.payments.conftest import FEE, PRICED, TO_THE_BILL


def rate(code: str, riyals: str, unit: str = "m", *, verified: bool = True) -> Rate:
    return Rate(
        code=code, label_ar="رسم", label_en="Fee", unit=unit, rate=Decimal(riyals), source="test",
        valid_from=date(2020, 1, 1), verified=verified,
    )  # fmt: skip


# --- pure -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("riyals", "rounded"), [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("1", "1.00"), ("0.015", "0.02")]
)
def test_half_a_halala_is_rounded_up(riyals, rounded):
    assert str(to_halala(Decimal(riyals))) == rounded


@pytest.mark.parametrize(
    ("metres", "billed"), [(12.345, "12.35"), (60.0, "60.00"), (0.1 + 0.2, "0.30"), (7.995, "8.00")]
)
def test_a_length_is_billed_to_the_centimetre(metres, billed):
    assert str(length_of(metres)) == billed


def test_each_line_is_rounded_and_the_total_is_what_a_reader_adds_up():
    rates = {"a": rate("a", "0.333"), "b": rate("b", "0.333")}
    told = compute_fee([Quantity("a", Decimal("1.5"), "m"), Quantity("b", Decimal("1.5"), "m")], rates)
    assert [line.amount for line in told.lines] == [Decimal("0.50"), Decimal("0.50")]
    assert told.amount == Decimal("1.00")  # not 0.999 rounded at the end
    assert told.verified
    assert not compute_fee([Quantity("c", Decimal(1), "m")], {"c": rate("c", "1", verified=False)}).verified


@pytest.mark.parametrize("rates", [{}, {"a": rate("a", "1", "m2")}])
def test_a_missing_rate_or_another_unit_is_unknown_and_never_nothing(rates):
    assert compute_fee([Quantity("a", Decimal(2), "m")], rates) == UnknownFee(("a",))
    assert isinstance(compute_fee([], rates), UnknownFee)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=6))
def test_a_fee_is_whole_halalas_and_grows_with_each_quantity(lines):
    names = [f"q{place}" for place in range(len(lines))]
    rates = {name: rate(name, str(Decimal(each[1]).scaleb(-4))) for name, each in zip(names, lines, strict=True)}

    def fee(more: int) -> Decimal:
        asked = [Quantity(n, Decimal(each[0] + more).scaleb(-2), "m") for n, each in zip(names, lines, strict=True)]
        told = compute_fee(asked, rates)
        assert isinstance(told, ExplainedFee)
        return told.amount

    assert fee(0) == fee(0).quantize(Decimal("0.01"))
    assert fee(100) >= fee(0)


# --- dated ------------------------------------------------------------------------------------------


def test_the_region_comes_before_the_country_and_the_latest_before_the_first(db):
    for place, since, riyals in (("SA", 2020, "1"), ("SA", 2024, "2"), ("SA-04", 2022, "3")):
        Tariff.objects.create(
            code="x", name_ar="س", name_en="x", category=1, rate=Decimal(riyals), unit="m", jurisdiction=place,
            valid_from=date(since, 1, 1), cites="test", status="unverified",
        )  # fmt: skip
    held = {year: rates_on(["x"], 1, date(year, 6, 1)) for year in (2019, 2021, 2023, 2025)}
    assert held[2019] == {}
    assert [held[year]["x"].rate for year in (2021, 2023, 2025)] == [1, 3, 3]
    assert not held[2021]["x"].verified
    assert rates_on(["x"], 2, date(2025, 6, 1)) == {}


def test_a_body_has_the_category_of_the_nearest_body_above(places):
    west, day = places.west.body, date(2025, 1, 1)
    assert category_of(west, day) is None
    MunicipalityCategory.objects.create(
        municipality_code="500", category=1, valid_from=date(2020, 1, 1), cites="test", status="test"
    )
    assert category_of(west, day) == 1
    MunicipalityCategory.objects.create(
        municipality_code="501", category=3, valid_from=date(2024, 1, 1), cites="test", status="test"
    )
    assert (category_of(west, day), category_of(west, date(2023, 1, 1)), category_of(places.amana, day)) == (3, 1, 1)


def test_the_fee_of_a_fence_is_explained_line_by_line(billed):
    with territory([billed.thread.office.body.pk]):
        fee = billed.bill.fee
        lines = [(line.code, line.quantity, line.rate, line.amount) for line in fee.lines.all()]
    assert lines == [
        ("fencing_licence", Decimal("1.00"), Decimal("50.0000"), Decimal("50.00")),
        ("fencing_length", Decimal("80.00"), Decimal("1.0050"), Decimal("80.40")),
    ]
    assert (fee.amount, fee.category, fee.rounding) == (FEE, 1, "line_half_up")


@pytest.mark.parametrize("missing", ["fencing_length", "fencing_licence", "municipality_category"])
def test_a_missing_tariff_or_category_blocks_the_approval(places, missing):
    hold_values(without=[*PRICED, "municipality_category"])
    hold_tariffs(PRICED, without=[missing])
    thread = open_thread(places.west, places.citizen, up_to=("submit", "recommend"))
    with pytest.raises(FeeUnknown) as refusal:
        thread.take("approve")
    assert refusal.value.context["missing"] == [missing]
    with territory([places.west.body.pk]):
        assert not Fee.objects.exists()
        thread.case.refresh_from_db()
        assert thread.case.state == "recommended"


def test_without_a_term_no_bill_is_issued(places):
    hold_values(without=[*PRICED, "bill_validity"])
    hold_tariffs(PRICED)
    thread = open_thread(places.west, places.citizen, up_to=("submit", "recommend"))
    with pytest.raises(BillTermMissing):
        thread.take("approve")
    with territory([places.west.body.pk]):
        assert not Fee.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_past_bill_is_recomputed_to_the_halala_after_tariffs_changed():
    places = make_places()
    hold_values(without=list(PRICED))
    hold_tariffs(PRICED)
    thread = open_thread(places.west, places.citizen, up_to=TO_THE_BILL)
    today = timezone.localdate()
    # From tomorrow all is dearer; somebody also writes a rate that is said to have held for long.
    Tariff.objects.update(valid_to=today)
    hold_tariffs({"fencing_licence": ("500", "each"), "fencing_length": ("9", "m")}, since=today + timedelta(days=1))
    hold_tariffs({"fencing_licence": ("77", "each"), "fencing_length": ("7", "m")}, since=date(2025, 1, 1))
    MunicipalityCategory.objects.create(
        municipality_code="5011", category=4, valid_from=date(2021, 1, 1), cites="test", status="test"
    )
    with territory([places.west.body.pk]):
        fee = Fee.objects.select_related("municipality").get(case=thread.case)
        told = recompute(fee)
        lines = [(line.code, line.amount) for line in fee.lines.all()]
    assert isinstance(told, ExplainedFee)
    assert told.amount == fee.amount == FEE
    assert [(line.rate.code, line.amount) for line in told.lines] == lines


@pytest.mark.parametrize(
    "changed", [{"rate": 9}, {"valid_from": date(2019, 1, 1)}, {"valid_to": date(2021, 1, 1)}, {"cites": "x"}]
)
def test_a_tariff_is_not_rewritten_and_not_ended_in_the_past(priced, changed):
    with pytest.raises(DatabaseError, match="past fees stand"), transaction.atomic():
        Tariff.objects.update(**changed)


def test_a_tariff_is_ended_once(priced):
    today = timezone.localdate()
    Tariff.objects.update(valid_to=today)
    with pytest.raises(DatabaseError, match="past fees stand"), transaction.atomic():
        Tariff.objects.update(valid_to=today + timedelta(days=1))


def test_tables_are_loaded_once_and_an_end_that_is_new_is_set(db):
    row = {
        "code": "x", "name_ar": "س", "name_en": "x", "category": "1", "rate": "1.5", "unit": "m",
        "valid_from": "2022-07-01", "valid_to": "", "jurisdiction": "SA", "cites": "test", "verified": "no",
    }  # fmt: skip
    body = {"municipality_code": "500", "category": "1", "valid_from": "2022-07-01", "valid_to": "", "cites": "test",
            "verified": "yes"}  # fmt: skip
    assert load_tariffs(tariffs=[row], categories=[body]) == 2
    ends = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert load_tariffs(tariffs=[{**row, "valid_to": ends}], categories=[body]) == 0
    held = Tariff.objects.get(code="x")
    assert (held.valid_to.isoformat(), held.status, held.rate) == (ends, "unverified", Decimal("1.5"))
