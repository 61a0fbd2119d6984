"""The certificate of a permit: what is printed, what the verification page may tell, and the map."""

from typing import Any

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
from permits.applications.fence import version_sides
from permits.applications.kinds.kind import kinds
from permits.applications.models import Permit

NEIGHBOURS_WITHIN_M = 25
MAP_MM = (180, 115)
GRID_NAMES = {zone: f"KSA-GRF17 / UTM {zone - 9320}N" for zone in range(9356, 9361)}
RECORD_TYPE = "permit"


def draft_certificate(permit: Permit, language: str) -> Draft:
    """Return the draft of a permit's certificate in a language; runs inside the territory of the permit."""
    kind = kinds[permit.kind]
    parcel = PublishedParcel.objects.get(pk=permit.parcel_id)
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
    )


def _context(permit: Permit, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    application = permit.application
    identifier = reveal_identifier(application.applicant)
    chosen = set(application.details["corners"])
    sides = [
        {"side": side, "facing": Compass(side.facing).label, "fenced": side.from_corner in chosen}
        for side in version_sides(permit.version)
    ]
    return {
        "permit": permit,
        "parcel": parcel,
        "district": in_language(parcel.district_name, parcel.district_name_en),
        "code": display(parcel.code),
        "applicant": application.details["applicant_name"],
        "identifier": "•" * 6 + identifier[-4:],
        "length_m": application.details["length_m"],
        "side_rows": _two_columns(sides),
        "map": _map(permit, parcel, language),
    }


def _two_columns(sides: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Return the sides as rows of two, read down the first column and then down the second: old parcels have many."""
    half = (len(sides) + 1) // 2
    second: list[dict[str, Any] | None] = [*sides[half:], *([None] * (2 * half - len(sides)))]
    return list(zip(sides[:half], second, strict=True))


def _map(permit: Permit, parcel: PublishedParcel, language: str) -> MapDrawing:
    """Draw the parcel with its neighbours' numbers and the fence, at the largest round scale that fits."""
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
        geometry=to_shapely(permit.version.geom),
        symbol=Symbol.SUBJECT,
        label=parcel.number,
        numeric=True,
        focus=True,
        sides=True,
    )
    fence = MapFeature(geometry=to_shapely(permit.application.works), symbol=Symbol.WORK)
    width, height = MAP_MM
    return draw_map(
        [*around, land, fence],
        width=width,
        height=height,
        language=language,
        grid_name=GRID_NAMES.get(storage_srid(), f"EPSG:{storage_srid()}"),
        legend={
            Symbol.SUBJECT: _("The parcel"),
            Symbol.WORK: _("The fence"),
            Symbol.NEIGHBOUR: _("Neighbouring parcels"),
        },
    )


def _public_facts(permit: Permit, parcel: PublishedParcel) -> list[PublicFact]:
    """Return what anyone who holds the document may read: no person."""
    kind = kinds[permit.kind]
    name, name_en = parcel.district_name, parcel.district_name_en
    return [
        PublicFact(label="نوع الرخصة", label_en="Kind of permit", value=kind.title_ar, value_en=kind.title_en),
        PublicFact(label="الرمز الرسمي", label_en="Official code", value=display(parcel.code), form=FactForm.CODE),
        PublicFact(label="رقم القطعة", label_en="Parcel", value=parcel.number, form=FactForm.NUMBER),
        PublicFact(label="البلك", label_en="Block", value=parcel.block_label, form=FactForm.NUMBER),
        PublicFact(label="الحي", label_en="District", value=name, value_en=name_en),
        PublicFact(
            label="تاريخ الإصدار",
            label_en="Issued on",
            value=permit.issued_on.isoformat(),
            form=FactForm.DATE,
        ),
        PublicFact(
            label="تاريخ الانتهاء",
            label_en="Expires on",
            value=permit.expires_on.isoformat(),
            form=FactForm.DATE,
        ),
    ]


def issue_notice(permit: Permit) -> str:
    """Return the words that the applicant gets when the permit is issued."""
    until = format_hijri(permit.expires_on, "ar")
    page = reverse("applications:permit", args=[permit.number])
    return f"صدرت {kinds[permit.kind].title_ar} رقم {permit.number}، سارية حتى {until}. {page}"
