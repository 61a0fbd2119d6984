"""Which tariff held on a day, as it was recorded at an instant; and loading tariffs from tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from geo.municipalities.models import Municipality
from permits.payments.fees import ExplainedFee, Quantity, Rate, Told, UnknownFee, compute_fee
from permits.payments.models import FeeLine, MunicipalityCategory, Tariff

#: What is missing when a municipal body has no category.
CATEGORY = "municipality_category"
VERIFIED = "verified"
Dated = TypeVar("Dated", bound=Model)
Row = Mapping[str, str]


def category_of(office: Municipality, on: date, *, known_at: datetime | None = None) -> int | None:
    """Return the category of a body on a day: its own, else that of the nearest body above; None when unknown."""
    body: Municipality | None = office
    while body is not None:
        own = MunicipalityCategory.objects.filter(municipality_code=body.code)
        found = _holding(own, on, known_at).order_by("-valid_from").first()
        if found is not None:
            return found.category
        body = body.parent
    return None


def rates_on(codes: Iterable[str], category: int, on: date, *, known_at: datetime | None = None) -> dict[str, Rate]:
    """Return the rates of a category on a day, by code; what the region has set comes before what the country has.

    `known_at`: only what was recorded by then, so that a past fee is computed as it was.
    """
    asked = Tariff.objects.filter(code__in=list(codes), category=category)
    country = settings.JURISDICTION.split("-")[0]
    found: dict[str, Rate] = {}
    for place in (country, settings.JURISDICTION):
        rows = _holding(asked.filter(jurisdiction=place), on, known_at).order_by("valid_from")
        found |= {row.code: _rate(row) for row in rows}  # the latest of each stays
    return found


def explain_fee(
    office: Municipality, quantities: Sequence[Quantity], on: date, *, known_at: datetime | None = None
) -> tuple[int | None, Told]:
    """Return the category of an office and the fee of quantities there on a day, explained or unknown."""
    category = category_of(office, on, known_at=known_at)
    if category is None:
        return None, UnknownFee((CATEGORY,))
    rates = rates_on((each.code for each in quantities), category, on, known_at=known_at)
    return category, compute_fee(quantities, rates)


def lines_of(told: ExplainedFee) -> list[FeeLine]:
    """Return the lines of a fee as rows that are not written yet: they belong to no fee and office."""
    return [
        FeeLine(
            place=place, tariff_id=line.rate.tariff_id, code=line.rate.code, label_ar=line.rate.label_ar,
            label_en=line.rate.label_en, quantity=line.quantity, unit=line.rate.unit, rate=line.rate.rate,
            amount=line.amount, source=line.rate.source, valid_from=line.rate.valid_from, verified=line.rate.verified,
        )
        for place, line in enumerate(told.lines, 1)
    ]  # fmt: skip


def _holding(rows: QuerySet[Dated], on: date, known_at: datetime | None) -> QuerySet[Dated]:
    held = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    return held if known_at is None else held.filter(recorded_at__lte=known_at)


def _rate(row: Tariff) -> Rate:
    return Rate(
        code=row.code, label_ar=row.name_ar, label_en=row.name_en, unit=row.unit, rate=row.rate, source=row.cites,
        valid_from=row.valid_from, verified=row.status == VERIFIED, tariff_id=row.pk,
    )  # fmt: skip


def load_tariffs(*, tariffs: Iterable[Row], categories: Iterable[Row]) -> int:
    """Write tariffs and categories of data/reference; one that is there stays, an end that is new is set once.

    Returns how many rows are new. Errors: RecordedStays for an end before today, or another one than was set.
    """
    new = 0
    for row in tariffs:
        key = {name: row[name] for name in ("code", "category", "jurisdiction", "valid_from")}
        facts = {name: row[name] for name in ("name_ar", "name_en", "rate", "unit")}
        new += _held(Tariff, key, row, facts)
    for row in categories:
        new += _held(MunicipalityCategory, {name: row[name] for name in ("municipality_code", "valid_from")}, row,
                     {"category": row["category"]})  # fmt: skip
    return new


def _held(
    model: type[Tariff] | type[MunicipalityCategory], key: dict[str, Any], row: Row, facts: dict[str, Any]
) -> bool:
    status = VERIFIED if row["verified"] == "yes" else "unverified"
    ends = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    told = {**facts, "valid_to": ends, "cites": row["cites"], "status": status}
    held, created = model.objects.get_or_create(**key, defaults=told)
    if not created and ends is not None and held.valid_to != ends:
        held.valid_to = ends
        held.save(update_fields=["valid_to"])
    return created
