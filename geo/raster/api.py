"""Pictures under /api/v1/: one goes in, and how far its drawing is comes back."""

from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from geo.accounts.models import User
from geo.api.forms import sent_values
from geo.errors import NotAllowed
from geo.exchange.selectors import municipality_with_code
from geo.raster import services
from geo.raster.enums import ImageAudience, ImageState
from geo.raster.errors import MayNotPublish
from geo.raster.models import Image
from geo.raster.policies import may_bring, may_publish
from geo.raster.selectors import image_of

KEY = OpenApiParameter("key", UUID, OpenApiParameter.PATH, description=_("Key of the picture."))


class PictureForm(serializers.Serializer[Any]):
    """A georeferenced picture, whose it is, and what is known of it."""

    file = serializers.FileField(allow_empty_file=True, max_length=4096)
    municipality = serializers.CharField(max_length=6)
    title = serializers.CharField(default="", allow_blank=True, max_length=200)
    taken_on = serializers.DateField(required=False, allow_null=True)
    accuracy_m = serializers.FloatField(required=False, allow_null=True, min_value=0)
    crs = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=999_999)
    licence = serializers.CharField(default="", allow_blank=True, max_length=200)
    audience = serializers.ChoiceField(ImageAudience.choices, default=ImageAudience.STAFF)
    origin = serializers.CharField(default="", allow_blank=True, max_length=200)
    request_id = serializers.UUIDField(required=False)


class PictureAnswer(serializers.Serializer[Any]):
    """How far a picture is, and where its tiles are when it is ready."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    percent = serializers.IntegerField()
    title = serializers.CharField()
    taken_on = serializers.DateField(allow_null=True)
    accuracy_m = serializers.FloatField(allow_null=True)
    pixel_m = serializers.FloatField(allow_null=True)
    crs = serializers.IntegerField()
    operation = serializers.CharField()
    audience = serializers.CharField()
    sha256 = serializers.CharField()
    trouble = serializers.CharField()
    tiles = serializers.CharField(allow_null=True)


class Images(APIView):
    """Sending a picture."""

    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="image_send", summary=_("Send a georeferenced picture to be drawn as tiles"), tags=["imagery"],
        request=PictureForm, responses={202: PictureAnswer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Look at a picture and leave it for the worker; a refused one leaves nothing."""
        sent = sent_values(PictureForm(data=request.data))
        office = municipality_with_code(sent["municipality"])
        if not isinstance(request.user, User) or not may_bring(request.user, office.pk):
            raise NotAllowed
        about = services.About(
            title=sent["title"], audience=ImageAudience(sent["audience"]), taken_on=sent.get("taken_on"),
            accuracy_m=sent.get("accuracy_m"), source=sent["origin"], licence=sent["licence"], epsg=sent.get("crs"),
        )  # fmt: skip
        if about.audience == ImageAudience.PUBLIC and not may_publish(request.user, office.pk):
            raise MayNotPublish
        image = services.receive_image(
            content=sent["file"].file, name=sent["file"].name, office=office, by=request.user,
            request_id=sent.get("request_id") or uuid4(), about=about,
        )  # fmt: skip
        place = reverse("api-image", [image.pk], request=request)
        return Response(told(image, request), status=202, headers={"Location": place})


class OneImage(APIView):
    """One picture."""

    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="image_state", summary=_("How far a picture is"), tags=["imagery"], parameters=[KEY],
        responses=PictureAnswer,
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer how far a picture of the reader's territories is."""
        return Response(told(image_of(key), request))


def told(image: Image, request: Request) -> dict[str, Any]:
    """Return a picture as the API shows it."""
    ready = image.state == ImageState.READY
    one = reverse("imagery:tile", [image.pk, 0, 0, 0], request=request)
    return {
        "id": str(image.pk), "state": image.state, "percent": image.percent, "title": image.title,
        "taken_on": image.taken_on, "accuracy_m": image.accuracy_m, "pixel_m": image.pixel_m, "crs": image.epsg,
        "operation": image.operation, "audience": image.audience, "sha256": image.sha256, "trouble": image.why,
        "tiles": one.replace("/0/0/0.", "/{z}/{x}/{y}.") if ready else None,
    }  # fmt: skip
