"""The survey decision on paper: what is printed, what the verification page may tell, and the drawing."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.digits import format_number, local_digits
from geo.exchange.operations import horizontal_crs
from geo.municipalities.models import in_language
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.maps import MapDrawing, MapFeature, Side, Symbol, draw_map, sides_of
from geo.printing.services import Draft
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from geo.wording.lengths import metres_in_arabic
from parcels.fabric.models import PublishedStreet
from parcels.plans.enums import MaskKind
from parcels.register.codes import display
from parcels.register.edges import Abutter, BoundarySide, boundary_sides
from parcels.register.models import PublishedParcel
from parcels.register.selectors import neighbours
from permits.surveys.deductions import restricted_parts
from permits.surveys.models import Observation, SurveyDecision
from permits.surveys.points import is_adjusted, point_rows

NEIGHBOURS_WITHIN_M = 25
#: From the parcel to the middle of a street that is named on the drawing, metres.
STREETS_WITHIN_M = 40
MAP_MM = (180, 108)
RECORD_TYPE = "survey_decision"
TEMPLATE = "surveys/certificate.html"
TITLES = {"ar": "قرار مساحي", "en": "Survey decision"}


def draft_decision(decision: SurveyDecision, language: str) -> Draft:
    """Return the draft of a decision's document in a language; runs inside the territory of the decision."""
    parcel = PublishedParcel.objects.get(version_id=decision.version_id)
    with translation.override(language):
        context = _context(decision, parcel, language)
    return Draft(
        kind=RECORD_TYPE,
        title=TITLES[language],
        language=language,
        number=decision.number,
        municipality=decision.municipality,
        record_type=RECORD_TYPE,
        record_id=str(decision.pk),
        template=TEMPLATE,
        context=context,
        facts=_public_facts(decision, parcel),
        valid_until=decision.valid_until,
        deciders=(str(decision.checked_by), str(decision.approved_by)),
    )


def _context(decision: SurveyDecision, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    corners = sides_of(to_shapely(decision.version.geom))
    sheet = decision.sheet
    return {
        "decision": decision,
        "sheet": sheet,
        "parcel": parcel,
        "district": in_language(parcel.district_name, parcel.district_name_en),
        "code": display(parcel.code),
        "boundaries": [_boundary(side) for side in boundary_sides(parcel)],
        "points": point_rows(sheet) if is_adjusted(sheet) else [],
        "corner_rows": _side_by_side(_corners(corners, list(sheet.observations.all()))),
        "deductions": [{**one, "label": MaskKind(one["kind"]).label} for one in decision.deductions],
        "findings": _noted(decision),
        "grid_name": grid_name(storage_srid()),
        "sheet_grid": grid_name(sheet.epsg),
        "ratio": ratio_in_words(decision.misclosure_ratio),
        "map": _map(decision, parcel, language),
    }


def grid_name(epsg: int) -> str:
    """Return a coordinate system as people of the trade write it: "KSA-GRF17 / UTM zone 39N (EPSG:9359)"."""
    return f"{horizontal_crs(epsg).name} (EPSG:{epsg})"


def ratio_in_words(ratio: float | None) -> str:
    """Return a relative misclosure as surveyors write it, "1:12500" in the running language's digits; "" for none."""
    return local_digits(f"1:{round(1 / ratio)}", get_language() or "ar") if ratio else ""


def _boundary(side: BoundarySide) -> dict[str, Any]:
    """Return one row of the four boundaries: what it adjoins, its length on grid and ground, and that in words."""
    return {
        "facing": side.facing.label,
        "abutters": [_abutter(one) for one in side.abutters],
        "grid_m": side.length_grid_m,
        "ground_m": side.length_ground_m,
        "words": metres_in_arabic(Decimal(str(round(side.length_ground_m, 2)))),
    }


def _abutter(abutter: Abutter) -> str:
    return abutter.text_ar if (get_language() or "ar").startswith("ar") else abutter.text_en


def _corners(sides: Sequence[Side], seen: Sequence[Observation]) -> list[dict[str, Any]]:
    """Return the register's corners in order, coordinates to the millimetre, with the nearest observation's label."""
    language = get_language() or "ar"
    return [
        {
            "number": side.from_corner,
            "east": format_number(side.start[0], language, places=3),
            "north": format_number(side.start[1], language, places=3),
            "length_m": side.length,
            "label": _nearest(side.start, seen),
        }
        for side in sides
    ]


def _nearest(place: tuple[float, float], seen: Sequence[Observation]) -> str:
    east, north = place
    return min(seen, key=lambda one: (one.final.x - east) ** 2 + (one.final.y - north) ** 2).label


def _side_by_side(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Return rows in pairs, read down the first column and then down the second: old land has many corners."""
    half = (len(rows) + 1) // 2
    second: list[dict[str, Any] | None] = [*rows[half:], *([None] * (2 * half - len(rows)))]
    return list(zip(rows[:half], second, strict=True))


def _noted(decision: SurveyDecision) -> list[dict[str, Any]]:
    """Return the findings of the approving run that do not decide and are not a plain yes, in the running language."""
    run = decision.survey.assessments.last()
    language = "ar" if (get_language() or "ar").startswith("ar") else "en"
    return [
        {"title": one[f"title_{language}"], "message": one[f"message_{language}"], "evidence": one["evidence"]}
        for one in (run.findings if run else [])
        if not one["decides"]
    ]


def _map(decision: SurveyDecision, parcel: PublishedParcel, language: str) -> MapDrawing:
    """Draw the parcel with its corners, side lengths, neighbours and streets, at the largest round scale that fits."""
    restricted = [MapFeature(geometry=part, symbol=Symbol.ZONE) for _mask, part in restricted_parts(decision.version)]
    land = MapFeature(
        geometry=to_shapely(decision.version.geom),
        symbol=Symbol.SUBJECT,
        label=parcel.number,
        numeric=True,
        focus=True,
        sides=True,
    )
    legend = {Symbol.SUBJECT: _("The parcel"), Symbol.NEIGHBOUR: _("Neighbouring parcels"), Symbol.STREET: _("Streets")}
    width, height = MAP_MM
    return draw_map(
        [*_streets(parcel), *_around(parcel), land, *restricted],
        width=width,
        height=height,
        language=language,
        grid_name=grid_name(storage_srid()),
        legend={**legend, Symbol.ZONE: _("Restricted, deducted")} if restricted else legend,
    )


def _around(parcel: PublishedParcel) -> list[MapFeature]:
    found = neighbours(parcel, within_m=NEIGHBOURS_WITHIN_M).order_by("code")
    return [
        MapFeature(geometry=to_shapely(other.geom), symbol=Symbol.NEIGHBOUR, label=other.number, numeric=True)
        for other in found
    ]


def _streets(parcel: PublishedParcel) -> list[MapFeature]:
    """Return the streets near the parcel, as wide as the register says."""
    found = PublishedStreet.objects.filter(geom__dwithin=(parcel.geom, STREETS_WITHIN_M)).order_by("pk")
    return [
        MapFeature(
            geometry=to_shapely(street.geom).buffer(float(street.width_m) / 2, cap_style="flat"),
            symbol=Symbol.STREET,
            label=street.local_name,
        )
        for street in found
    ]


def _public_facts(decision: SurveyDecision, parcel: PublishedParcel) -> list[PublicFact]:
    """Return what anyone who holds the document may read: no person."""
    with translation.override("ar"):
        purpose = str(decision.get_purpose_display())
    with translation.override("en"):
        purpose_en = str(decision.get_purpose_display())
    name, name_en = parcel.district_name, parcel.district_name_en
    until = decision.valid_until
    return [
        PublicFact(label="الغرض", label_en="Purpose", value=purpose, value_en=purpose_en),
        PublicFact(label="الرمز الرسمي", label_en="Official code", value=display(parcel.code), form=FactForm.CODE),
        PublicFact(label="رقم القطعة", label_en="Parcel", value=parcel.number, form=FactForm.NUMBER),
        PublicFact(label="البلك", label_en="Block", value=parcel.block_label, form=FactForm.NUMBER),
        PublicFact(label="الحي", label_en="District", value=name, value_en=name_en),
        _area_fact("المساحة على الطبيعة", "Area on the ground", decision.area_ground_m2),
        _area_fact("المساحة الصافية", "Net area", decision.area_net_m2),
        PublicFact(
            label="تاريخ الإصدار",
            label_en="Issued on",
            value=decision.issued_on.isoformat(),
            form=FactForm.DATE,
        ),
        PublicFact(label="ساري حتى", label_en="Valid until", value=until.isoformat(), form=FactForm.DATE)
        if until
        else PublicFact(
            label="ساري حتى", label_en="Valid until", value="لا تنتهي صلاحيته", value_en="It does not expire"
        ),
    ]


def _area_fact(label: str, label_en: str, area_m2: float) -> PublicFact:
    return PublicFact(label=label, label_en=label_en, value=f"{area_m2:.2f}", form=FactForm.AREA)
