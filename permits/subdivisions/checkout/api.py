"""Check-outs under /api/: taking land along, its file, bringing a file in, and what it changes."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geo.accounts.models import User
from geo.api.forms import sent_values
from geo.errors import InvalidInput, NotAllowed
from permits.cases.pages import paper
from permits.subdivisions.checkout.areas import Area, of_outline, of_parcels
from permits.subdivisions.checkout.package import package_of
from permits.subdivisions.checkout.review import Review, review
from permits.subdivisions.checkout.selectors import check_in_of, check_out_of
from permits.subdivisions.checkout.services import check_in, check_out
from permits.subdivisions.models import CheckIn, CheckOut
from permits.subdivisions.policies import may_ask, may_check_out
from permits.subdivisions.typed import parcels_named

KEY = OpenApiParameter("key", UUID, OpenApiParameter.PATH, description=_("Key of the check-out or check-in."))


class CheckOutOrder(serializers.Serializer[Any]):
    """Which land is taken along: parcels by their codes, or what meets a box (storage CRS, metres)."""

    parcels = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=40)
    box = serializers.ListField(child=serializers.FloatField(), required=False, min_length=4, max_length=4)
    lock = serializers.BooleanField(default=False)
    request_id = serializers.UUIDField(required=False)


class CheckOutAnswer(serializers.Serializer[Any]):
    """A check-out: its land, its lock, and where its file is."""

    id = serializers.UUIDField()
    area = serializers.CharField()
    parcels = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    locked_until = serializers.DateTimeField(allow_null=True)
    given_back_at = serializers.DateTimeField(allow_null=True)
    file = serializers.CharField()


class CheckInUpload(serializers.Serializer[Any]):
    """A file of a check-out that comes back."""

    file = serializers.FileField(allow_empty_file=True, max_length=4096)
    request_id = serializers.UUIDField(required=False)


class CheckInAnswer(serializers.Serializer[Any]):
    """What a file changes: groups of rows, what stands against each, and the page on which they are accepted."""

    id = serializers.UUIDField()
    check_out = serializers.UUIDField()
    unchanged = serializers.IntegerField()
    changed_meanwhile = serializers.ListField(child=serializers.CharField())
    corners_moved = serializers.JSONField()
    groups = serializers.JSONField()
    page = serializers.CharField()


class CheckOuts(APIView):
    """Taking land along."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="check_out", summary=_("Take land along as a file, locked or not"), tags=["check-outs"],
        request=CheckOutOrder, responses={201: CheckOutAnswer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Check land out."""
        order = sent_values(CheckOutOrder(data=request.data))
        made = check_out(
            area=_area(order), lock=order["lock"], by=_person(request), request_id=order.get("request_id") or uuid4()
        )
        return Response(told(check_out_of(made.pk)), status=201)


class OneCheckOut(APIView):
    """One check-out."""

    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="check_out_state", summary=_("One check-out"), tags=["check-outs"], parameters=[KEY],
        responses=CheckOutAnswer,
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer a check-out."""
        return Response(told(check_out_of(key)))


class CheckOutFile(APIView):
    """The file of a check-out."""

    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="check_out_file", summary=_("The GeoPackage of a check-out"), tags=["check-outs"],
        parameters=[KEY], responses={(200, "application/geopackage+sqlite3"): OpenApiTypes.BINARY},
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> HttpResponse:
        """Answer the file."""
        checkout = check_out_of(key)
        if not may_check_out(_person(request), checkout.municipality_id):
            raise NotAllowed
        name = f"check-out-{str(key)[:8]}.gpkg"
        return paper(package_of(checkout), name=name, kind="application/geopackage+sqlite3")


class CheckIns(APIView):
    """Bringing a file in."""

    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="check_in", summary=_("Bring the file of a check-out in"), tags=["check-outs"],
        request=CheckInUpload, responses={201: CheckInAnswer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Read a file and answer what it changes; a refused one leaves nothing."""
        sent = sent_values(CheckInUpload(data=request.data))
        made = check_in(
            content=sent["file"].read(), name=sent["file"].name, by=_person(request),
            request_id=sent.get("request_id") or uuid4(),
        )  # fmt: skip
        return Response(changes(made, review(made)), status=201)


class OneCheckIn(APIView):
    """One check-in."""

    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="check_in_changes", summary=_("What a file that came back changes"), tags=["check-outs"],
        parameters=[KEY], responses=CheckInAnswer,
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer what a check-in changes, beside the register of now."""
        found = check_in_of(key)
        return Response(changes(found, review(found)))


def _person(request: Request) -> User:
    if not isinstance(request.user, User) or not may_ask(request.user):
        raise NotAllowed
    return request.user


def _area(order: dict[str, Any]) -> Area:
    if order.get("box"):
        west, south, east, north = order["box"]
        return of_outline([(west, south), (east, north)])
    try:
        return of_parcels(parcels_named("\n".join(order.get("parcels", []))))
    except ValidationError as wrong:
        raise InvalidInput(fields={"parcels": wrong.messages}) from wrong


def told(checkout: CheckOut) -> dict[str, Any]:
    """Return a check-out as the API shows it."""
    return {
        "id": str(checkout.pk), "area": checkout.area, "parcels": checkout.parcels.count(),
        "made_at": checkout.made_at, "locked_until": checkout.ends_at if checkout.holds else None,
        "given_back_at": checkout.closed_at, "file": reverse("api-check-out-file", args=[checkout.pk]),
    }  # fmt: skip


def changes(found: CheckIn, shown: Review) -> dict[str, Any]:
    """Return what a check-in changes, as the API shows it."""
    return {
        "id": str(found.pk), "check_out": str(found.checkout_id), "unchanged": shown.unchanged,
        "changed_meanwhile": [held.number for held in shown.meanwhile],
        "corners_moved": [{"row": p.row, "x": p.x, "y": p.y, "metres": p.metres} for p in shown.pulled],
        "groups": [_group(shown, at) for at in range(len(shown.weighed))],
        "page": reverse("land_change:check_in", args=[found.pk]),
    }  # fmt: skip


def _group(shown: Review, at: int) -> dict[str, Any]:
    weighed = shown.weighed[at]
    opened = shown.case_of(weighed)
    return {
        "parcels": [str(key) for key in weighed.group.keys],
        "rows": [{"row": item.row.row if item.row else None, "what": item.what} for item in weighed.group.items],
        "kind": weighed.change.kind if weighed.change else None,
        "against": [{"code": said.code, "message": str(said)} for said in weighed.obstacles],
        "told": [{"code": said.code, "message": str(said)} for said in weighed.told],
        "case": opened.request.case.reference if opened else None,
    }
