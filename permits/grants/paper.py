"""The decision of allocation on paper: the plot with its neighbours, boundaries in words, areas, both dates."""

from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.municipalities.models import in_language
from geo.parties.services import reveal_identifier
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.maps import MapDrawing, MapFeature, Symbol, draw_map
from geo.printing.services import Draft
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import PublishedStreet
from parcels.register.codes import display
from parcels.register.enums import Compass
from parcels.register.models import PublishedParcel
from parcels.register.selectors import neighbours
from permits.applications.certificate import GRID_NAMES
from permits.grants.models import GrantDecision

RECORD_TYPE = "grant_decision"
TITLES = {"ar": "قرار تخصيص أرض منحة", "en": "Decision of allocation of a land grant"}
NEIGHBOURS_WITHIN_M, STREETS_WITHIN_M = 25, 40
MAP_MM = (180, 90)


def draft_decision(decision: GrantDecision, language: str) -> Draft:
    """Return the draft of a decision's document in a language; runs inside its territory."""
    parcel = PublishedParcel.objects.get(pk=decision.allotment.parcel_id)
    with translation.override(language):
        context = _context(decision, parcel, language)
    return Draft(
        kind=RECORD_TYPE, title=TITLES[language], language=language, number=decision.number,
        municipality=decision.municipality, record_type=RECORD_TYPE, record_id=str(decision.pk),
        template="grants/decision.html", context=context, facts=_public_facts(decision, parcel),
        deciders=(str(decision.verified_by), str(decision.decided_by)),
    )  # fmt: skip


def _context(decision: GrantDecision, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    grant = decision.grant
    return {
        "decision": decision,
        "grant": grant,
        "identifier": "•" * 6 + reveal_identifier(grant.grantee)[-4:],
        "heirs": list(grant.heirs.all()),
        "parcel": parcel,
        "district": in_language(parcel.district_name, parcel.district_name_en),
        "code": display(parcel.code),
        "boundaries": worded(decision.boundaries),
        "map": _map(parcel, language),
    }


def worded(boundaries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return kept boundaries as rows of the running language: side, what it adjoins, metres, the same in words."""
    language = "ar" if (get_language() or "ar").startswith("ar") else "en"
    return [
        {"facing": Compass(row["facing"]).label, "abutters": row[f"abutters_{language}"], "words": row["words"],
         "length_m": float(row["length_m"])}
        for row in boundaries
    ]  # fmt: skip


def _map(parcel: PublishedParcel, language: str) -> MapDrawing:
    """Draw the plot with its neighbours' numbers and the streets, at the largest round scale that fits."""
    streets = PublishedStreet.objects.filter(geom__dwithin=(parcel.geom, STREETS_WITHIN_M)).order_by("pk")
    features = [
        MapFeature(
            geometry=to_shapely(street.geom).buffer(float(street.width_m) / 2, cap_style="flat"),
            symbol=Symbol.STREET, label=street.local_name,
        )
        for street in streets
    ]  # fmt: skip
    features += [
        MapFeature(geometry=to_shapely(other.geom), symbol=Symbol.NEIGHBOUR, label=other.number, numeric=True)
        for other in neighbours(parcel, within_m=NEIGHBOURS_WITHIN_M)
    ]
    plot = MapFeature(
        geometry=to_shapely(parcel.geom), symbol=Symbol.SUBJECT, label=parcel.number, numeric=True, focus=True
    )
    width, height = MAP_MM
    return draw_map(
        [*features, plot], width=width, height=height, language=language,
        grid_name=GRID_NAMES.get(storage_srid(), f"EPSG:{storage_srid()}"),
        legend={
            Symbol.SUBJECT: _("Plot granted"), Symbol.NEIGHBOUR: _("Neighbouring parcels"),
            Symbol.STREET: _("Streets"),
        },
    )  # fmt: skip


def _public_facts(decision: GrantDecision, parcel: PublishedParcel) -> list[PublicFact]:
    """Return what anyone who holds the document may read: no person."""
    return [
        PublicFact(label="رقم القطعة", label_en="Parcel number", value=parcel.number),
        PublicFact(label="البلك", label_en="Block", value=parcel.block_label),
        PublicFact(label="رقم المخطط", label_en="Plan number", value=parcel.plan_number or "—"),
        PublicFact(
            label="المساحة على الطبيعة", label_en="Area on the ground", value=str(decision.area_ground_m2),
            form=FactForm.AREA,
        ),
        PublicFact(
            label="تاريخ القرار", label_en="Day of the decision", value=decision.decided_on.isoformat(),
            form=FactForm.DATE,
        ),
    ]  # fmt: skip
