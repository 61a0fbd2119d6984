"""Parcels as GeoJSON: lists, one, its life and its neighbours; today and on past days."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from geo.api.errors import BadParameter
from geo.api.features import collection, feature
from geo.api.filters import LONGEST
from geo.api.pagination import Page, page_of, page_of_all
from geo.api.schema import BOX, CRS, INSTANTS, PAGING, parameter
from geo.api.throttles import Heavy
from geo.api.views import FeatureView, ReadView
from geo.calendars.digits import fold_digits
from geo.errors import NotAllowed, NotFound
from geo.municipalities.scope import current
from parcels.plans.api_filters import within
from parcels.register import api_filters
from parcels.register.api_forms import (
    Answers,
    Lineage,
    OwnParcelFeature,
    ParcelFeature,
    PastParcelFeature,
    VersionFeature,
)
from parcels.register.api_past import parcel_then, parcels_then
from parcels.register.codes import parse
from parcels.register.former import LandNow, former_parcel
from parcels.register.history import Descent, land_today, lineage_of
from parcels.register.models import BoundaryVersion, Parcel, PublishedName, PublishedParcel
from parcels.register.resolver import resolve
from parcels.register.selectors import UnknownParcel, current_version, neighbours, published_parcel

CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, description=_("Code of the land, in either digits, with any separators but /.")
)
#: Metres.
NEAR, FARTHEST = 1, 200
_UNSHOWN = ("geom_3857", "label_3857")


class ParcelRetired(NotFound):
    """The code is of a parcel that is no more."""

    code = "parcel_retired"
    message = _("This parcel is no more. Its lineage tells where its land lies today.")


class NotInForceThen(NotFound):
    """The code was not in force on the day that was asked."""

    code = "parcel_not_in_force_then"
    message = _("No parcel of this number was in force, or known, at that time.")


class HistoryIsTheOffices(NotAllowed):
    """Versions of boundaries, with their sources, are for the people of the territory."""

    code = "history_of_office_only"
    message = _("The versions of a boundary are shown to the people of its office. Past days are everyone's: as_of.")


def public_parcel(code: str) -> PublishedParcel:
    """Return the parcel of a code. Errors: ParcelRetired, UnknownParcel, CodeMistyped."""
    try:
        return published_parcel(code)
    except UnknownParcel:
        if former_parcel(code):
            raise ParcelRetired from None
        raise


class PastView(FeatureView):
    """A view of parcels that also answers for past days, which cost more and are asked less often."""

    def get_throttles(self) -> list[BaseThrottle]:
        """Return the usual limit, and for a past day the lower one too."""
        past = any(name in self.request.query_params for name in ("as_of", "known_at"))
        return [*super().get_throttles(), *([Heavy()] if past else [])]


class Parcels(PastView):
    """Numbered parcels by code."""

    parameters = api_filters.NAMES | {"crs", "bbox", "bbox-crs", "limit", "cursor", "as_of", "known_at"}

    @extend_schema(
        operation_id="parcels",
        summary=_("Parcels"),
        tags=["parcels"],
        responses=ParcelFeature(many=True),
        parameters=[*api_filters.PARAMETERS, *INSTANTS, CRS, *BOX, *PAGING],
    )
    def get(self, request: Request) -> Response:
        """Answer a page of parcels. A past day is told of a place: a box of 25 km² at most, a district or a plan."""
        filters = api_filters.ParcelFilter.read(request, PublishedParcel.objects.defer(*_UNSHOWN))
        if self.instants.past:
            past = parcels_then(filters, self.box(), self.instants)
            return collection(page_of_all(past, request, key=lambda row: row.code), PastParcelFeature, self.crs)
        found = within(filters.qs, self.box())
        return collection(page_of(found, request, key="code"), ParcelFeature, self.crs)


class OneParcel(PastView):
    """One parcel."""

    parameters = frozenset({"crs", "as_of", "known_at"})

    @extend_schema(
        operation_id="parcel",
        summary=_("One parcel"),
        tags=["parcels"],
        responses=PolymorphicProxySerializer(
            component_name="ParcelOfAnyDay", serializers=[OwnParcelFeature, PastParcelFeature],
            resource_type_field_name=None,
        ),
        parameters=[CODE, CRS, *INSTANTS],
    )  # fmt: skip
    def get(self, request: Request, code: str) -> Response:
        """Answer the parcel of an official code, as it is or as it was."""
        if self.instants.past:
            row = parcel_then(parse(code) or "", self.instants)
            if row is None:
                raise NotInForceThen
            return feature(row, PastParcelFeature, self.crs)
        found = public_parcel(code)
        own = found.municipality_id in current()
        return feature(found, OwnParcelFeature, self.crs, version=current_version(found) if own else None)


class ParcelHistory(FeatureView):
    """The versions of a boundary."""

    parameters = frozenset({"crs"})

    @extend_schema(
        operation_id="parcel_history",
        summary=_("Versions of a boundary, in law and in the register: for the people of its office"),
        tags=["parcels"],
        responses=VersionFeature(many=True),
        parameters=[CODE, CRS],
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer all versions in both times, those of retired parcels too."""
        own = Parcel.objects.filter(code=parse(code) or "").first()
        if own is None:
            _id_of(code)
            if not request.user.is_authenticated:
                raise NotAuthenticated
            raise HistoryIsTheOffices
        versions = BoundaryVersion.objects.filter(parcel=own).order_by("valid", "recorded", "pk")
        return collection(Page(list(versions), None), VersionFeature, self.crs)


class ParcelNeighbours(FeatureView):
    """Parcels beside a parcel."""

    parameters = frozenset({"crs", "within_m", "limit", "cursor"})

    @extend_schema(
        operation_id="parcel_neighbours",
        summary=_("Parcels beside a parcel"),
        tags=["parcels"],
        responses=ParcelFeature(many=True),
        parameters=[CODE, parameter("within_m", _("Metres, 0 to 200; 1 unless told."), "20"), CRS, *PAGING],
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer the parcels at most so many metres away."""
        near = neighbours(public_parcel(code), within_m=_metres(self.asked("within_m"))).defer(*_UNSHOWN)
        return collection(page_of(near, request, key="code"), ParcelFeature, self.crs)


def _metres(typed: str) -> int:
    text = fold_digits(typed).strip() or str(NEAR)
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= FARTHEST):
        raise BadParameter("within_m")
    return int(text)


class ParcelLineage(ReadView):
    """Where land came from and where it went."""

    @extend_schema(
        operation_id="parcel_lineage",
        summary=_("Where land came from and where it lies today"),
        tags=["parcels"],
        responses=Lineage,
        parameters=[CODE],
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer the changes up and down from a parcel, of today or retired, in the order of time."""
        key, retired = _id_of(code)
        changes, lands = lineage_of(key), land_today(key)
        named = {change.parent_id for change in changes} | {change.child_id for change in changes}
        codes = _codes_of(named | {land.parcel_id for land in lands})
        today = [
            {
                "code": codes[land.parcel_id],
                "area_m2": land.area_m2,
                "share_of_former": land.share_of_former,
                "share_of_present": land.share_of_present,
            }
            for land in lands
        ]
        told = {"code": parse(code), "retired": retired, "events": _events(changes, codes), "today": today}
        return Response(Lineage(told).data)


def _id_of(code: str) -> tuple[UUID, bool]:
    """Return the key of a parcel of today or retired, and whether it is retired. Errors: as published_parcel."""
    former = former_parcel(code)
    return (former.id, True) if former else (published_parcel(code).pk, False)


def _codes_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Return the codes that everyone may know, of today and retired."""
    wanted = list(keys)
    former = PublishedName.objects.filter(parcel_id__in=wanted, kind="code").values_list("parcel_id", "text")
    return dict(former) | dict(PublishedParcel.objects.filter(pk__in=wanted).values_list("pk", "code"))


def _events(changes: Iterable[Descent], codes: Mapping[UUID, str]) -> list[dict[str, object]]:
    return [
        {
            "id": event,
            "kind": kind,
            "happened_at": moment,
            "links": [
                {
                    "parent": codes.get(link.parent_id),
                    "child": codes.get(link.child_id),
                    "area_m2": link.area_m2,
                    "parent_share": link.parent_share,
                    "child_share": link.child_share,
                }
                for link in links
            ],
        }
        for (moment, event, kind), links in groupby(
            sorted(changes, key=lambda each: (each.happened_at, each.event_id)),
            key=lambda each: (each.happened_at, each.event_id, each.kind),
        )
    ]


class Resolve(ReadView):
    """Any name of land."""

    parameters = frozenset({"q"})

    @extend_schema(
        operation_id="resolve",
        summary=_("Any name of land, of today or of an old paper, to the parcels of today"),
        tags=["parcels"],
        responses=OpenApiResponse(Answers),
        parameters=[
            parameter("q", _("A code, a number, or a name, as people type it."), "قطعة ١٢ بلك ٥", required=True)
        ],
    )
    def get(self, request: Request) -> Response:
        """Answer the land that the words may name, the surest first."""
        typed = self.asked("q").strip()
        if not typed or len(typed) > LONGEST:
            raise BadParameter("q")
        rows = [
            {
                "why": each.why,
                "name": each.found,
                "code": each.land.code,
                "retired": each.land.retired,
                "today": [_land(now) for now in each.land.today],
            }
            for each in resolve(typed)
        ]
        return Response(Answers({"results": rows}).data)


def _land(now: LandNow) -> dict[str, object]:
    return {
        "code": now.code,
        "area_m2": now.shared_m2,
        "share_of_former": now.share,
        "share_of_present": now.own_share,
    }
