"""The papers of an excavation: its permit with the route in the street, and the clearance certificate."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.parties.services import reveal_identifier
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.maps import MapDrawing, MapFeature, Symbol, draw_map
from geo.printing.services import Draft
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import PublishedStreet
from parcels.register.models import PublishedParcel
from permits.applications.certificate import GRID_NAMES, RECORD_TYPE
from permits.applications.models import Permit
from permits.excavations.enums import Manner, Network, Surface
from permits.excavations.proposal import plan_of

#: Land and streets around the route that are drawn, metres.
AROUND_M = 30
MAP_MM = (180, 110)
TITLES = {"ar": "رخصة حفر", "en": "Excavation permit"}
CLEARANCE = "dig_clearance"
CLEARANCE_TITLES = {"ar": "شهادة إخلاء طرف حفرية", "en": "Clearance certificate of an excavation"}


def draft_dig(permit: Permit, language: str) -> Draft:
    """Return the draft of a dig's permit in a language; runs inside the territory of the permit."""
    with translation.override(language):
        context = _context(permit, language)
    return Draft(
        kind="permit_excavation",
        title=TITLES[language],
        language=language,
        number=permit.number,
        municipality=permit.municipality,
        record_type=RECORD_TYPE,
        record_id=str(permit.pk),
        template="excavations/certificate/permit.html",
        context=context,
        facts=_public_facts(permit),
        valid_until=permit.expires_on,
        deciders=(str(permit.recommended_by), str(permit.approved_by)),
    )


def draft_clearance(permit: Permit, by: User, language: str) -> Draft:
    """Return the draft of the clearance certificate: the street is closed again; the guarantee begins."""
    with translation.override(language):
        context = {**_context(permit, language), "cleared_by": str(by)}
    return Draft(
        kind=CLEARANCE,
        title=CLEARANCE_TITLES[language],
        language=language,
        number=permit.number,
        municipality=permit.municipality,
        record_type=CLEARANCE,
        record_id=str(permit.pk),
        template="excavations/certificate/clearance.html",
        context=context,
        facts=_public_facts(permit)[:3],
        deciders=(str(by),),
    )


def _context(permit: Permit, language: str) -> dict[str, Any]:
    application = permit.application
    details, plan = application.details, plan_of(application)
    identifier = reveal_identifier(application.applicant)
    return {
        "permit": permit,
        "plan": plan,
        "applicant": details["applicant_name"],
        "identifier": "•" * 6 + identifier[-4:],
        "manner": Manner(details["manner"]).label,
        "network": Network(details["network"]).label,
        "surface": Surface(details["surface"]).label,
        "length_m": details["length_m"],
        "width_m": details["width_m"],
        "depth_m": details["depth_m"],
        "area_m2": details["area_m2"],
        "map": _map(permit, language),
    }


def _map(permit: Permit, language: str) -> MapDrawing:
    """Draw the trench with the streets and parcels around it, at the largest round scale that fits."""
    works = permit.application.works
    around = works.buffer(AROUND_M)
    streets = [
        MapFeature(
            geometry=to_shapely(street.geom).buffer(float(street.width_m) / 2, cap_style="flat"),
            symbol=Symbol.STREET, label=street.local_name,
        )
        for street in PublishedStreet.objects.filter(geom__bboverlaps=around, geom__intersects=around).order_by("pk")
    ]  # fmt: skip
    parcels = PublishedParcel.objects.filter(geom__bboverlaps=around, geom__intersects=around).order_by("code")
    land = [
        MapFeature(geometry=to_shapely(parcel.geom), symbol=Symbol.NEIGHBOUR, label=parcel.number, numeric=True)
        for parcel in parcels
    ]
    dug = MapFeature(geometry=to_shapely(works), symbol=Symbol.WORK, focus=True)
    width, height = MAP_MM
    return draw_map(
        [*streets, *land, dug], width=width, height=height, language=language,
        grid_name=GRID_NAMES.get(storage_srid(), f"EPSG:{storage_srid()}"),
        legend={Symbol.WORK: _("What is dug"), Symbol.STREET: _("Streets"), Symbol.NEIGHBOUR: _("Parcels")},
    )  # fmt: skip


def _public_facts(permit: Permit) -> list[PublicFact]:
    """Return what anyone who holds the document may read: no person and no firm."""
    details, plan = permit.application.details, plan_of(permit.application)
    network, manner = Network(details["network"]), Manner(details["manner"])
    told = {}
    for language in ("ar", "en"):
        with translation.override(language):
            told[language] = (f"{TITLES[language]} – {manner.label}", str(network.label))
    return [
        PublicFact(label="نوع الرخصة", label_en="Kind of permit", value=told["ar"][0], value_en=told["en"][0]),
        PublicFact(label="الشبكة", label_en="Network", value=told["ar"][1], value_en=told["en"][1]),
        PublicFact(label="المساحة المحفورة", label_en="Area dug", value=str(details["area_m2"]), form=FactForm.AREA),
        PublicFact(label="بداية الحفر", label_en="First day", value=plan.starts_on.isoformat(), form=FactForm.DATE),
        PublicFact(
            label="تاريخ الانتهاء", label_en="Expires on", value=permit.expires_on.isoformat(), form=FactForm.DATE
        ),
    ]
