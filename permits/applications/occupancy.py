"""The occupancy certificate of a finished building: what is printed, and what the verification page may tell."""

from typing import Any

import shapely
from django.utils import translation

from geo.municipalities.models import in_language
from geo.parties.services import reveal_identifier
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.services import Draft
from geo.spatial.crs import LONLAT_SRID
from geo.spatial.shapes import to_shapely, transformed
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.applications.certificate import land_facts, pairs_of, plot_map
from permits.applications.enums import Stage
from permits.applications.models import Inspection, OccupancyCertificate, Permit
from permits.applications.selectors import holder_of
from permits.applications.telling import told_of

RECORD_TYPE = "occupancy"
TITLES = {"ar": "شهادة إشغال", "en": "Occupancy certificate"}


def draft_occupancy(made: OccupancyCertificate, language: str) -> Draft:
    """Return the draft of an occupancy certificate in a language; runs inside the territory of the permit."""
    permit = made.permit
    parcel = PublishedParcel.objects.get(pk=permit.ground.parcel_id)
    with translation.override(language):
        context = _context(made, permit, parcel, language)
    return Draft(
        kind="occupancy",
        title=TITLES[language],
        language=language,
        number=made.number,
        municipality=made.municipality,
        record_type=RECORD_TYPE,
        record_id=str(permit.pk),
        template="applications/certificate/occupancy.html",
        context=context,
        facts=[
            PublicFact(label="رقم رخصة البناء", label_en="Building permit", value=permit.number, form=FactForm.CODE),
            *land_facts(parcel),
            PublicFact(
                label="تاريخ الإصدار", label_en="Issued on", value=made.issued_on.isoformat(), form=FactForm.DATE
            ),
        ],
        deciders=(str(made.issued_by),),
    )


def _context(made: OccupancyCertificate, permit: Permit, parcel: PublishedParcel, language: str) -> dict[str, Any]:
    holder, name = holder_of(permit)
    measured = Inspection.objects.filter(
        application_id=permit.application_id, stage=Stage.COMPLETION, passed=True
    ).last()
    footprint = measured.as_built if measured and measured.as_built else permit.application.works
    east, north, *_rest = shapely.get_coordinates(to_shapely(transformed(footprint.centroid, LONLAT_SRID)))[0]
    return {
        "made": made,
        "permit": permit,
        "parcel": parcel,
        "district": in_language(parcel.district_name, parcel.district_name_en),
        "code": display(parcel.code),
        "applicant": name,
        "identifier": "•" * 6 + reveal_identifier(holder)[-4:],
        "rows": pairs_of(told_of(permit.application)),
        "measured": measured,
        "lonlat": (f"{east:.6f}", f"{north:.6f}"),
        "map": plot_map(permit, parcel, language, footprint=footprint),
    }
