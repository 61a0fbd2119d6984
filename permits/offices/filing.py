"""Applications that programs file: what each kind takes, whose mandate covers it, and once per request id."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from geo.api.boxes import Crs, from_geojson
from geo.errors import InvalidInput
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.parties.enums import PartyKind
from geo.parties.services import identifier_hash
from geo.registry import Registry
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely, to_surface
from parcels.register.models import BoundaryVersion
from parcels.register.selectors import published_parcel
from permits.applications.enums import PermitKind
from permits.applications.errors import KindNotHeld
from permits.applications.models import PermitApplication
from permits.applications.particulars import read_particulars
from permits.applications.services import (
    Applicant,
    Asked,
    apply_for_fencing,
    open_application,
    version_open_to_works,
)
from permits.applications.simple import fields_of, is_drawn, read_simple, simple_kind_on
from permits.offices.errors import KindNotTaken, NoMandate, PlaceUnknown
from permits.offices.models import Filing, Mandate
from permits.offices.oauth import Acting
from permits.offices.policies import mandate_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a program sends: the kind, the land, GeoJSON in a system, what else the kind asks, for whom.

    `parcel` is a code of land; works in streets name the municipal office by `office`, its code, instead. `simple` is
    the code of a kind that is a row of data.
    """

    kind: PermitKind
    parcel: str
    office: str
    works: dict[str, Any] | None
    crs: Crs
    details: dict[str, Any]
    applicant: Applicant
    request_id: UUID
    simple: str = ""


#: Opens the application of one kind inside the territory of its land, in the name of who acts.
Opener = Callable[[Sent, Acting], PermitApplication]
openers: Registry[Opener] = Registry("kind of application that programs file")


def file_application(*, sent: Sent, acting: Acting) -> PermitApplication:
    """Open an application for an applicant who mandated the office, or for the office itself, once per request id.

    Errors: KindNotTaken, UnknownParcel, CodeMistyped, PlaceUnknown, ParcelNotOpen, NoMandate, ShapeUnclear,
    AlreadyApplied, InvalidInput, KindNotHeld.
    """
    opener = openers.get(sent.kind)
    if opener is None:
        raise KindNotTaken
    place = _place_of(sent)
    with territory([place]):
        covered = covering_mandate(acting, sent.applicant, place)
        if covered is None:  # the office itself: a legal person
            sent = replace(sent, applicant=replace(sent.applicant, kind=PartyKind.ORGANISATION))
        application = opener(sent, acting)
        _file(application, acting, covered)
    return application


def _place_of(sent: Sent) -> int:
    """Return the municipal body whose land it is. Errors: UnknownParcel, CodeMistyped, PlaceUnknown."""
    if sent.parcel:
        return published_parcel(sent.parcel).municipality_id
    found = Municipality.objects.filter(code=sent.office).first()
    if found is None:
        raise PlaceUnknown
    return found.pk


def covering_mandate(acting: Acting, applicant: Applicant, municipality_id: int) -> Mandate | None:
    """Return the mandate by which the office applies for somebody; None for the office itself. Errors: NoMandate."""
    digest = identifier_hash(applicant.identifier)
    if digest == identifier_hash(acting.office.registration_number):
        return None
    held = mandate_of(acting.office, digest, municipality_id)
    if held is None:
        raise NoMandate
    return held


def _file(application: PermitApplication, acting: Acting, covered: Mandate | None) -> Filing:
    with refusals_explained(), transaction.atomic():
        filing, _new = Filing.objects.get_or_create(
            case=application.case,
            defaults={
                "municipality": application.municipality,
                "office": acting.office,
                "program": acting.program,
                "mandate": covered,
                "identifier_hash": application.applicant.identifier_hash,
                "filed_by": acting.person,
            },
        )
    return filing


def _fencing(sent: Sent, acting: Acting) -> PermitApplication:
    corners = sent.details.get("corners")
    more = set(sent.details) - {"corners"} or sent.works is not None
    if more or not isinstance(corners, list) or not all(type(each) is int for each in corners):
        raise InvalidInput(fields={"details": ["corners: [integer, …], and nothing else; no works"]})
    return apply_for_fencing(
        parcel=published_parcel(sent.parcel), applicant=sent.applicant, corners=corners, by=acting.person,
        request_id=sent.request_id,
    )  # fmt: skip


def _on_land(sent: Sent, acting: Acting) -> PermitApplication:
    """Open an application whose works are a surface on a parcel: building, demolition, restoration."""
    version, works = version_open_to_works(published_parcel(sent.parcel)), drawn(sent.works, sent.crs)
    asked = Asked(
        kind=sent.kind, office=version.parcel.municipality, version=version, works=works,
        details=read_particulars(sent.kind, sent.details, works),
    )  # fmt: skip
    return open_application(asked=asked, applicant=sent.applicant, by=acting.person, request_id=sent.request_id)


def _simple(sent: Sent, acting: Acting) -> PermitApplication:
    """Open an application of a kind that is a row of data. Errors: KindNotHeld, ShapeUnclear, InvalidInput."""
    version = version_open_to_works(published_parcel(sent.parcel))
    office = version.parcel.municipality
    row = simple_kind_on(sent.simple, office, timezone.localdate())
    if row is None:
        raise KindNotHeld
    unknown = sorted(set(sent.details) - {field.code for field in fields_of(row)})
    if unknown:
        raise InvalidInput(fields={"details": unknown})
    works = drawn(sent.works, sent.crs) if is_drawn(row) else _whole(version, sent.works)
    asked = Asked(
        kind=sent.kind, office=office, version=version, works=works, details=read_simple(row, sent.details, works),
        simple=row,
    )  # fmt: skip
    return open_application(asked=asked, applicant=sent.applicant, by=acting.person, request_id=sent.request_id)


def _whole(version: BoundaryVersion, works: Any) -> GEOSGeometry:
    """Return the whole parcel, which works that are not drawn are. Errors: InvalidInput for drawn ones."""
    surface = to_surface(to_shapely(version.geom))
    if works is not None or surface is None:
        raise InvalidInput(fields={"works": ["null"]})
    return surface


def drawn(works: Any, crs: Crs) -> GEOSGeometry:
    """Return a surface that was sent as GeoJSON, in the storage CRS. Errors: ShapeUnclear."""
    return from_geojson(works, crs, forms=("Polygon", "MultiPolygon"))


openers.register(PermitKind.FENCING, _fencing)
openers.register(PermitKind.SIMPLE, _simple)
for _kind in (PermitKind.BUILDING, PermitKind.DEMOLITION, PermitKind.RESTORATION):
    openers.register(_kind, _on_land)
