"""The certificate of a permit: what is printed, what the verification page may tell, and the map."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from geo.calendars.hijri import format_hijri
from geo.municipalities.models import in_language
from geo.parties.services import reveal_identifier
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.maps import MapDrawing, MapFeature, Symbol, draw_map
from geo.printing.services import Draft
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from parcels.register.codes import display
from parcels.register.enums import Compass
from parcels.register.models import PublishedParcel
from parcels.register.selectors import neighbours
from permits.applications.enums import PermitKind
from permits.applications.fence import version_sides
from permits.applications.kinds.kind import kind_of
from permits.applications.models import Permit
from permits.applications.selectors import holder_of
from permits.applications.setbacks import setback_rows, setbacks_of
from permits.applications.simple import is_drawn
from permits.applications.telling import told_of
from permits.cases.conditions import conditions_of
from permits.cases.models import Case

NEIGHBOURS_WITHIN_M = 25
MAP_MM = (180, 115)
GRID_NAMES = {zone: f"KSA-GRF17 / UTM {zone - 9320}N" for zone in range(9356, 9361)}
RECORD_TYPE = "permit"
Row = TypeVar("Row")


def draft_certificate(permit: Permit, language: str) -> Draft:
    """Return the draft of a permit's certificate in a language; runs inside the territory of the permit."""
    kind = kind_of(permit.application)
    parcel = PublishedParcel.objects.get(pk=permit.ground.parcel_id)
    with translation.override(language):
        context = _context(permit, parcel, language)
    return Draft(
        kind=f"permit_{permit.kind}",
        title=kind.title_ar if language == "ar" else kind.title_en,
        language=language,
        number=permit.number,
        municipality=permit.municipality,
        record_type=RECORD_TYPE,
        record_id=str(permit.pk),
        template=kind.certificate,
        context=context,
        facts=_public_facts(permit, parcel),
        valid_until=permit.expires_on,
        deciders=(str(permit.recommended_by), str(permit.approved_by)),
    )


def _context(permit: Permit, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    """Return what every certificate of works on land shows, and what its kind adds."""
    holder, name = holder_of(permit)
    identifier = reveal_identifier(holder)
    return {
        "permit": permit,
        "parcel": parcel,
        "district": in_language(parcel.district_name, parcel.district_name_en),
        "code": display(parcel.code),
        "applicant": name,
        "identifier": "•" * 6 + identifier[-4:],
        "edition": permit.editions.last(),
        "conditions": conditions_of(permit.application.case),
        **_OF_KIND[permit.kind](permit, parcel, language),
    }


def _of_fence(permit: Permit, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    details = permit.application.details
    chosen = set(details["corners"])
    sides = [
        {"side": side, "facing": Compass(side.facing).label, "fenced": side.from_corner in chosen}
        for side in version_sides(permit.ground)
    ]
    works = MapFeature(geometry=to_shapely(permit.application.works), symbol=Symbol.WORK)
    return {
        "length_m": details["length_m"],
        "side_rows": pairs_of(sides),
        "map": _map(permit, parcel, language, [works], {Symbol.WORK: _("The fence")}),
    }


def _of_building(permit: Permit, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    return {
        **_of_works(permit, parcel, language, lines=True),
        "setbacks": setback_rows(permit.application, permit.issued_on),
    }


def _of_works(permit: Permit, parcel: PublishedParcel, language: str, *, lines: bool = False) -> dict[str, Any]:
    return {
        "rows": pairs_of(told_of(permit.application)),
        "map": plot_map(permit, parcel, language, footprint=permit.application.works, lines=lines),
    }


def _of_simple(permit: Permit, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    """Return the rows of a simple kind, its conditions, and the map: the works on it where they are drawn."""
    row = permit.application.simple
    if row is None:
        raise ValueError("a simple permit of no kind")
    drawn = [MapFeature(geometry=to_shapely(permit.application.works), symbol=Symbol.BUILDING)] if is_drawn(row) else []
    legend = {Symbol.BUILDING: _("The works")} if drawn else {}
    return {
        "rows": pairs_of(told_of(permit.application)),
        "own_conditions": [in_language(each["ar"], each["en"]) for each in row.conditions],
        "map": _map(permit, parcel, language, drawn, legend),
    }


_OF_KIND = {
    PermitKind.FENCING.value: _of_fence,
    PermitKind.BUILDING.value: _of_building,
    PermitKind.DEMOLITION.value: _of_works,
    PermitKind.RESTORATION.value: _of_works,
    PermitKind.SIMPLE.value: _of_simple,
}


def pairs_of(rows: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Return rows in two columns, read down the first and then down the second: old parcels have many sides."""
    half = (len(rows) + 1) // 2
    second: list[Row | None] = [*rows[half:], *([None] * (2 * half - len(rows)))]
    return list(zip(rows[:half], second, strict=True))


def plot_map(
    permit: Permit, parcel: PublishedParcel, language: str, *, footprint: GEOSGeometry, lines: bool = True
) -> MapDrawing:
    """Draw the plot with the lengths of its sides, the building on it and, unless told, the lines of its setbacks."""
    works = [MapFeature(geometry=to_shapely(footprint), symbol=Symbol.BUILDING)]
    legend = {Symbol.BUILDING: _("The works")}
    plan = setbacks_of(permit.application, permit.issued_on) if lines else None
    if plan is not None:
        works.append(MapFeature(geometry=plan.envelope.boundary, symbol=Symbol.WORK))
        legend[Symbol.WORK] = _("Setback lines")
    return _map(permit, parcel, language, works, legend)


def _map(
    permit: Permit, parcel: PublishedParcel, language: str, works: list[MapFeature], legend: dict[Symbol, str]
) -> MapDrawing:
    """Draw the parcel with its neighbours' numbers and the works, at the largest round scale that fits."""
    around = [
        MapFeature(
            geometry=to_shapely(other.geom),
            symbol=Symbol.NEIGHBOUR,
            label=other.number,
            numeric=True,
        )
        for other in neighbours(parcel, within_m=NEIGHBOURS_WITHIN_M).order_by("code")
    ]
    land = MapFeature(
        geometry=to_shapely(permit.ground.geom),
        symbol=Symbol.SUBJECT,
        label=parcel.number,
        numeric=True,
        focus=True,
        sides=True,
    )
    width, height = MAP_MM
    return draw_map(
        [*around, land, *works],
        width=width,
        height=height,
        language=language,
        grid_name=GRID_NAMES.get(storage_srid(), f"EPSG:{storage_srid()}"),
        legend={Symbol.SUBJECT: _("The parcel"), **legend, Symbol.NEIGHBOUR: _("Neighbouring parcels")},
    )


def land_facts(parcel: PublishedParcel) -> list[PublicFact]:
    """Return which land a paper is about."""
    return [
        PublicFact(label="الرمز الرسمي", label_en="Official code", value=display(parcel.code), form=FactForm.CODE),
        PublicFact(label="رقم القطعة", label_en="Parcel", value=parcel.number, form=FactForm.NUMBER),
        PublicFact(label="البلك", label_en="Block", value=parcel.block_label, form=FactForm.NUMBER),
        PublicFact(label="الحي", label_en="District", value=parcel.district_name, value_en=parcel.district_name_en),
    ]


def _public_facts(permit: Permit, parcel: PublishedParcel) -> list[PublicFact]:
    """Return what anyone who holds the document may read: no person."""
    kind = kind_of(permit.application)
    issued, expires = permit.issued_on.isoformat(), permit.expires_on.isoformat()
    return [
        PublicFact(label="نوع الرخصة", label_en="Kind of permit", value=kind.title_ar, value_en=kind.title_en),
        *land_facts(parcel),
        PublicFact(label="تاريخ الإصدار", label_en="Issued on", value=issued, form=FactForm.DATE),
        PublicFact(label="تاريخ الانتهاء", label_en="Expires on", value=expires, form=FactForm.DATE),
    ]


def issue_notice(permit: Permit) -> str:
    """Return the words that the applicant gets when the permit is issued."""
    until = format_hijri(permit.expires_on, "ar")
    page = reverse("applications:permit", args=[permit.number])
    return f"صدرت {kind_of(permit.application).title_ar} رقم {permit.number}، سارية حتى {until}. {page}"


def lapse_notice(case: Case) -> str:
    """Return the words that the applicant gets when his application ends because its bill was not paid in time."""
    page = reverse("application:case", args=[case.pk])
    return f"أُلغيت المعاملة رقم {case.reference} لعدم سداد فاتورتها في مهلتها. {page}"


def renewal_lapse_notice(case: Case) -> str:
    """Return the words that the applicant gets when the bill of a renewal was not paid in time."""
    page = reverse("application:case", args=[case.pk])
    return f"لم تُجدَّد الرخصة في المعاملة رقم {case.reference} لعدم سداد فاتورة التجديد في مهلتها. {page}"
