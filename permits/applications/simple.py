"""Kinds of permit that are rows of data: which hold where, what they ask, what is said of their works."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.calendars.terms import Calendar, Term
from geo.calendars.terms import Unit as Span
from geo.documents.enums import DocumentKind
from geo.municipalities.models import Municipality, in_language
from permits.applications.enums import PermitKind, Place
from permits.applications.errors import DetailsWrong
from permits.applications.models import PermitApplication, SimpleKind
from permits.applications.particulars import CENTI, LONGEST, MOST_COUNT
from permits.applications.spatial_rules.offered import NEEDED, OFFERED
from permits.payments.enums import Unit
from permits.payments.fees import Quantity

#: What `counted` names besides a field: the ground that the works cover, m².
AREA = "area"
MOST_FIGURE = 1_000_000
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: What `details` holds of every application.
_TAKEN = frozenset({"applicant_name", "mobile"})


class Form(StrEnum):
    """How a field is written: a line, a count, a figure with two decimals (of metres, of m²), one of many, a mark."""

    TEXT = "text"
    COUNT = "count"
    FIGURE = "figure"
    METRES = "metres"
    AREA = "area"
    CHOICE = "choice"
    TICK = "tick"


FIGURES = (Form.FIGURE, Form.METRES, Form.AREA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a simple kind; `choices` are (code, Arabic, English); a tick must be set."""

    code: str
    ar: str
    en: str
    form: Form
    needed: bool = True
    choices: tuple[tuple[str, str, str], ...] = ()

    @property
    def label(self) -> str:
        """Its label in the reader's language."""
        return in_language(self.ar, self.en)

    def chosen(self, value: str) -> str:
        """Return what a chosen code is called."""
        return next((in_language(ar, en) for code, ar, en in self.choices if code == value), value)


def fields_of(row: SimpleKind) -> tuple[Field, ...]:
    """Return the fields of a kind. Errors: KeyError, TypeError, ValueError for a row that was not checked."""
    return tuple(
        Field(
            code=str(each["code"]), ar=str(each["ar"]), en=str(each["en"]), form=Form(each["form"]),
            needed=bool(each.get("needed", True)),
            choices=tuple((str(one["code"]), str(one["ar"]), str(one["en"])) for one in each.get("choices", ())),
        )
        for each in row.fields
    )  # fmt: skip


def check_row(row: SimpleKind) -> None:
    """Refuse a row of which no permit could be made. Errors: ValidationError, by the field that is wrong."""
    wrong: dict[str, Any] = {}
    if row.code in {kind.value for kind in PermitKind}:
        wrong["code"] = _("Another kind of permit has this code.")
    wrong |= _wrong_fields(row)
    if not isinstance(row.papers, list) or not set(map(str, row.papers)) <= set(DocumentKind.values):
        wrong["papers"] = _("A list of kinds of paper: %(known)s") % {"known": ", ".join(DocumentKind.values)}
    if not isinstance(row.rules, list) or NEEDED not in row.rules or not set(map(str, row.rules)) <= set(OFFERED):
        wrong["rules"] = _("A list of rules, %(needed)s among them: %(known)s") % {
            "needed": NEEDED, "known": ", ".join(OFFERED),
        }  # fmt: skip
    if not _are_named(row.conditions, "ar", "en"):
        wrong["conditions"] = _("A list of sentences, each with ar and en.")
    try:
        term_of(row)
    except ValueError:
        wrong["term_unit"] = _("A calendar and a unit: hijri year, gregorian month.")
    if wrong:
        raise ValidationError(wrong)


def _wrong_fields(row: SimpleKind) -> dict[str, Any]:
    """Return what is wrong with the fields of a row, and with what it is counted by."""
    sentence = _("A list of fields with code, ar, en and form (%(known)s); a choice has choices with code, ar and en.")
    said = {"fields": sentence % {"known": ", ".join(Form)}}
    if not _are_named(row.fields, "code", "ar", "en", "form"):
        return said
    try:
        fields = fields_of(row)
    except (KeyError, TypeError, ValueError):
        return said
    codes = [each.code for each in fields]
    sound = len(set(codes)) == len(codes) and all(map(_CODE.fullmatch, codes)) and not _TAKEN & set(codes)
    if not sound or any((each.form == Form.CHOICE) != bool(each.choices) for each in fields):
        return said
    counts = {each.code for each in fields if each.form in (Form.COUNT, *FIGURES) and each.needed} | {"", AREA}
    return (
        {} if row.counted in counts else {"counted": _("The code of a needed field with a figure, area, or nothing.")}
    )


def _are_named(told: Any, *names: str) -> bool:
    """Say whether something is a list of objects in each of which these names hold text."""
    return isinstance(told, list) and all(
        isinstance(each, dict) and all(isinstance(each.get(name), str) and each[name] for name in names)
        for each in told
    )


def term_of(row: SimpleKind) -> Term:
    """Return how long a permit of a kind holds. Errors: ValueError for no calendar or unit."""
    calendar, _space, unit = row.term_unit.partition(" ")
    return Term(Calendar(calendar), row.term_amount, Span(unit))


def simple_kinds_on(office: Municipality, day: date) -> list[SimpleKind]:
    """Return the kinds that hold in an office on a day, by code: its own row before that of a body above it.

    What is of no body holds in the whole jurisdiction; of the same nearness the region's and then the later row counts.
    """
    above: list[str] = [""]
    body: Municipality | None = office
    while body is not None:
        above.insert(1, body.code)
        body = body.parent
    places = (settings.JURISDICTION.split("-")[0], settings.JURISDICTION)
    held = SimpleKind.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, office_code__in=above, jurisdiction__in=places
    )
    nearest = sorted(
        held, key=lambda row: (above.index(row.office_code), places.index(row.jurisdiction), row.valid_from)
    )
    return sorted({row.code: row for row in nearest}.values(), key=lambda row: row.code)


def simple_kind_on(code: str, office: Municipality, day: date) -> SimpleKind | None:
    """Return the kind of a code that holds in an office on a day, or None."""
    return next((row for row in simple_kinds_on(office, day) if row.code == code), None)


def read_simple(row: SimpleKind, raw: Mapping[str, Any], works: GEOSGeometry) -> dict[str, Any]:
    """Return what is said of the works of a simple kind as it is kept. Errors: DetailsWrong."""
    try:
        told = {field.code: _read(field, raw.get(field.code)) for field in fields_of(row)}
    except (TypeError, ValueError, InvalidOperation) as unread:
        raise DetailsWrong from unread
    return told | {"area_m2": str(Decimal(repr(works.area)).quantize(CENTI))}


def _read(field: Field, said: Any) -> Any:
    """Return one value as it is kept; nothing said is None, where nothing is needed."""
    if said in (None, "") and not field.needed:
        return None
    if field.form == Form.TICK:
        if said is not True:
            raise DetailsWrong
        return True
    if field.form == Form.COUNT:
        return _count(said)
    if field.form in FIGURES:
        return _figure(said)
    if not isinstance(said, str) or not said.strip() or len(said) > LONGEST:
        raise DetailsWrong
    if field.form == Form.CHOICE and said not in {code for code, _ar, _en in field.choices}:
        raise DetailsWrong
    return " ".join(said.split())


def _count(said: Any) -> int:
    if isinstance(said, bool) or not 0 <= int(said) <= MOST_COUNT:
        raise DetailsWrong
    return int(said)


def _figure(said: Any) -> str:
    found = Decimal(str(said)).quantize(CENTI)
    if not 0 < found <= MOST_FIGURE:
        raise DetailsWrong
    return str(found)


def simple_charges(row: SimpleKind, application: PermitApplication, tariff: str) -> tuple[Quantity, ...]:
    """Return what an application of a simple kind is charged by: its tariff, times what the row counts."""
    details = application.details
    counted = {"": "1", AREA: details.get("area_m2")}.get(row.counted, details.get(row.counted))
    return (Quantity(tariff, Decimal(str(counted)), Unit(row.unit).value),)


def papers_missing(application: PermitApplication, filed: set[str]) -> list[str]:
    """Return the kinds of paper that a simple kind needs and that are not among those filed."""
    return [] if application.simple is None else [kind for kind in application.simple.papers if kind not in filed]


def is_drawn(row: SimpleKind) -> bool:
    """Say whether the works of a kind are drawn; otherwise they are the whole parcel."""
    return row.place == Place.DRAWN
