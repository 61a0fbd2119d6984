"""The notice to whoever is responsible: a warning with its correction period, or a fine with its bill and appeal."""

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from geo.calendars.digits import format_number
from geo.municipalities.models import in_language
from geo.parties.services import reveal_identifier
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.maps import MapDrawing, MapFeature, Symbol, draw_map
from geo.printing.maps.grids import storage_grid
from geo.printing.services import Draft
from geo.spatial.shapes import to_shapely
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.cases.models import Case, CaseEvent
from permits.payments.fees import ExplainedFee
from permits.payments.models import Bill
from permits.payments.selectors import latest_bill
from permits.payments.tariffs import explain_fee
from permits.violations.errors import FineUnknown, TermMissing
from permits.violations.fines import day_of, quantities_of
from permits.violations.guards import appeal_until, imposed_on
from permits.violations.models import Violation
from permits.violations.selectors import order_in_force

RECORD_TYPE = "violation_notice"
WARNING, FINE = "violation_warning", "violation_fine"
#: The steps that are told to whoever is responsible, and by which paper.
NOTICED = {"warn": WARNING, "impose": FINE, "bill_again": FINE, "dismiss_appeal": FINE}
TITLES = {
    WARNING: {"ar": "إنذار بمخالفة", "en": "Warning of a violation"},
    FINE: {"ar": "إشعار بغرامة مخالفة", "en": "Notice of a fine"},
}
#: Land around the place that is drawn, metres.
AROUND_M = 25
MAP_MM = (180, 60)
#: So near to where a parcel is labelled a place is the parcel itself, and no point of its own; metres.
AT_THE_LABEL_M = 1


def record_of(event: CaseEvent) -> str:
    """Return what the register of papers calls the notice of a step."""
    return f"{event.case_id}:{event.pk}"


def draft_notice(violation: Violation, event: CaseEvent, language: str) -> Draft:
    """Return the draft of the notice of a step in a language; runs inside the territory of the violation.

    Of the identity number it shows the last four digits, and of other people nothing. Errors: TermMissing.
    """
    kind = NOTICED[event.transition]
    with translation.override(language):
        context = _context(violation, event, kind, language)
    return Draft(
        kind=kind, title=TITLES[kind][language], language=language, number=violation.case.reference,
        municipality=violation.municipality, record_type=RECORD_TYPE, record_id=record_of(event),
        template=f"violations/notice/{kind.removeprefix('violation_')}.html", context=context,
        facts=_public_facts(violation, kind), deciders=(str(event.taken_by),),
    )  # fmt: skip


def _context(violation: Violation, event: CaseEvent, kind: str, language: str) -> dict[str, Any]:
    """Return what both notices show, and what each adds."""
    land = _land(violation)
    holder = violation.respondent
    return {
        "violation": violation,
        "item": violation.kind,
        "land": land,
        "district": in_language(land.district_name, land.district_name_en) if land else "",
        "code": display(land.code) if land else "",
        "identifier": "•" * 6 + reveal_identifier(holder)[-4:] if holder else "",
        "order": order_in_force(violation),
        "decided_by": event.taken_by,
        "map": _map(violation, land, language),
        **(_of_fine(violation.case) if kind == FINE else _of_warning(violation, event)),
    }


def _of_warning(violation: Violation, event: CaseEvent) -> dict[str, Any]:
    """Return the last day of the correction, and the fine that follows as it would be told today; unknown says so."""
    assert violation.correct_by is not None, "a warning sets the day"
    warned, amount = timezone.localdate(event.taken_at), None
    try:
        _category, told = explain_fee(violation.municipality, quantities_of(violation), day_of(violation))
        amount = told.amount if isinstance(told, ExplainedFee) else None
    except (FineUnknown, TermMissing):
        amount = None  # the paper then says that the tables set it
    return {"correct_by": violation.correct_by, "days": (violation.correct_by - warned).days, "amount": amount}


def _of_fine(case: Case) -> dict[str, Any]:
    """Return bill, lines, who proposed, and until when an appeal may be made."""
    bill = _bill(case)
    proposed = case.events.filter(transition="propose").select_related("taken_by").last()
    last_day = appeal_until(case)
    return {
        "bill": bill,
        "lines": bill.fee.lines.all(),
        "appeal_until": last_day,
        "appeal_days": (last_day - imposed_on(case)).days,
        "proposed_by": proposed.taken_by if proposed else None,
    }


def _bill(case: Case) -> Bill:
    """Return the bill of the fine: the step that is told issued it."""
    bill = latest_bill(case.pk)
    assert bill is not None, "a fine has its bill"
    return bill


def _land(violation: Violation) -> PublishedParcel | None:
    return PublishedParcel.objects.filter(pk=violation.parcel_id).first() if violation.parcel_id else None


def _map(violation: Violation, land: PublishedParcel | None, language: str) -> MapDrawing:
    """Draw the place on its parcel among the neighbours, at the largest round scale that fits."""
    around = violation.place.buffer(AROUND_M)
    near = PublishedParcel.objects.filter(geom__bboverlaps=around, geom__intersects=around).order_by("code")
    ground = [
        MapFeature(
            geometry=to_shapely(other.geom), symbol=Symbol.NEIGHBOUR, label=other.number, numeric=True,
            focus=land is None,
        )
        for other in near if land is None or other.pk != land.pk
    ]  # fmt: skip
    legend = {Symbol.NEIGHBOUR: _("Neighbouring parcels")}
    if land is not None:
        subject = to_shapely(land.geom)
        ground.append(MapFeature(geometry=subject, symbol=Symbol.SUBJECT, label=land.number, numeric=True, focus=True))
        legend = {Symbol.SUBJECT: _("The parcel"), **legend}
    if land is None or land.geom.point_on_surface.distance(violation.place) > AT_THE_LABEL_M:
        ground.append(MapFeature(geometry=to_shapely(violation.place), symbol=Symbol.POINT, focus=True))
        legend = {Symbol.POINT: _("Where it was seen"), **legend}
    width, height = MAP_MM
    return draw_map(
        ground, width=width, height=height, language=language, grid_name=storage_grid(), legend=legend
    )  # fmt: skip


def _public_facts(violation: Violation, kind: str) -> list[PublicFact]:
    """Return what anyone who holds the paper may read: what and where, until when or how much; no person."""
    seen = timezone.localdate(violation.observed_at)
    told = {}
    for language in ("ar", "en"):
        with translation.override(language):
            told[language] = str(violation.kind.title)
    facts = [
        PublicFact(label="المخالفة", label_en="Violation", value=told["ar"], value_en=told["en"]),
        PublicFact(label="تاريخ الرصد", label_en="Seen on", value=seen.isoformat(), form=FactForm.DATE),
    ]
    if (land := _land(violation)) is not None:
        code = display(land.code)
        facts.append(PublicFact(label="الرمز الرسمي", label_en="Official code", value=code, form=FactForm.CODE))
    return [*facts, *(_fine_facts(violation.case) if kind == FINE else _warning_facts(violation.correct_by))]


def _warning_facts(correct_by: date | None) -> list[PublicFact]:
    assert correct_by is not None, "a warning sets the day"
    day = correct_by.isoformat()
    return [PublicFact(label="آخر موعد للتصحيح", label_en="To be corrected by", value=day, form=FactForm.DATE)]


def _fine_facts(case: Case) -> list[PublicFact]:
    bill = _bill(case)
    amount = {tongue: format_number(bill.amount, tongue, places=2, grouped=True) for tongue in ("ar", "en")}
    facts = [
        PublicFact(label="مبلغ الغرامة", label_en="Fine", value=f"{amount['ar']} ريال", value_en=f"SAR {amount['en']}")
    ]
    if bill.due_on:
        due = bill.due_on.isoformat()
        facts.append(PublicFact(label="آخر موعد للسداد", label_en="Pay by", value=due, form=FactForm.DATE))
    return facts
