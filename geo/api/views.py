"""What all reading views of the API share; its description, the page that shows it, and its problems explained."""

import hashlib
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geo.api.boxes import Crs, read_box, read_crs
from geo.api.errors import (
    EXPLAINED_AT,
    MEDIA_TYPE,
    Explanation,
    HistoryNotKept,
    UnknownParameter,
    both_languages,
    catalogue,
    problem,
)
from geo.api.features import GeoJSONRenderer
from geo.api.instants import Instants, read_instant
from geo.api.schema import EXPLANATION, LANDING, PROBLEM_LIST
from geo.api.throttles import ByPersonOrAddress, Heavy
from geo.errors import InvalidInput, NotFound
from geo.municipalities.middleware import unscoped

#: The language of texts; every address takes it (geo.web.middleware).
ALWAYS = frozenset({"lang"})
INSTANTS = frozenset({"as_of", "known_at"})


class ReadView(APIView):
    """A view that reads: knows its parameters and refuses others, and says how its answer may be kept.

    Whoever is signed in gets answers for himself alone; others' may be kept by anyone who asks again whether they still
    hold (ETag). The language comes from the address or a cookie, never from Accept-Language.
    """

    #: Parameters of the address; the answer to any other is a refusal.
    parameters: ClassVar[frozenset[str]] = frozenset()
    permission_classes = [AllowAny]  # what is published is everyone's; a method that is not there is refused as such
    renderer_classes: list[type[BaseRenderer]] = [JSONRenderer]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse parameters that this address does not know, before anything is read."""
        super().initial(request, *args, **kwargs)
        for name in request.query_params:
            if name in INSTANTS - self.parameters:
                raise HistoryNotKept(name)
            if name not in self.parameters | ALWAYS:
                raise UnknownParameter(name[:60])

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say who may keep the answer, and give it its tag when it is written."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Cookie"])
        private = getattr(request.user, "is_authenticated", False)
        if answer.status_code == 200:
            patch_cache_control(answer, **({"private": True} if private else {"public": True}), no_cache=True)
            answer.add_post_render_callback(lambda done: _tagged(request, done))
        else:
            patch_cache_control(answer, no_store=True)
        return answer

    def asked(self, name: str) -> str:
        """Return a parameter as text; empty when it was not given."""
        return str(self.request.query_params.get(name, ""))

    @cached_property
    def instants(self) -> Instants:
        """The instants that were asked about. Errors: InstantUnclear, InstantInFuture."""
        return Instants(*(read_instant(name, self.asked(name)) for name in ("as_of", "known_at")))


def _tagged(request: Request, answer: Response) -> HttpResponse:
    """Return the answer with its tag, or 304 when the reader has it."""
    tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    answer.headers["ETag"] = tag
    return get_conditional_response(request._request, etag=tag, response=answer) or answer


class FeatureView(ReadView):
    """A reading view that answers GeoJSON."""

    renderer_classes = [GeoJSONRenderer, JSONRenderer]

    @cached_property
    def crs(self) -> Crs:
        """The system of the answer. Errors: CrsUnknown."""
        return read_crs("crs", self.asked("crs"))

    def box(self) -> Any:
        """Return the box that was asked for as a surface in the storage CRS, or None. Errors: as read_box."""
        return read_box(self.asked("bbox"), read_crs("bbox-crs", self.asked("bbox-crs")))


class Landing(ReadView):
    """The way into the API."""

    throttle_classes = [ByPersonOrAddress]

    @extend_schema(operation_id="landing", summary=_("What this API offers"), tags=["about"], responses=LANDING)
    def get(self, request: Request) -> Response:
        """Answer the addresses of the description, its page and the explained problems."""
        names = {"description": "api-schema", "page": "api-docs", "problems": "api-problems"}
        return Response({what: request.build_absolute_uri(reverse(name)) for what, name in names.items()})


class Problems(ReadView):
    """Every code with which a request can be refused."""

    @extend_schema(operation_id="problems", summary=_("All codes of refusals"), tags=["about"], responses=PROBLEM_LIST)
    def get(self, request: Request) -> Response:
        """Answer all codes."""
        return Response({"problems": [_explained(each) for each in catalogue().values()]})


class Problem(ReadView):
    """One code explained: where the `type` of a problem document leads."""

    @extend_schema(operation_id="problem", summary=_("A code of refusals"), tags=["about"], responses=EXPLANATION)
    def get(self, request: Request, code: str) -> Response:
        """Answer what a code stands for."""
        found = catalogue().get(code)
        if found is None:
            raise NotFound
        return Response(_explained(found))


def _explained(each: Explanation) -> dict[str, Any]:
    return {
        "type": EXPLAINED_AT + each.code,
        "code": each.code,
        "status": int(each.status),
        **both_languages(each.message),
    }


class Description(SpectacularAPIView):
    """The OpenAPI document, JSON or YAML as was asked for, in the language of the reader."""

    throttle_classes = [Heavy]

    @extend_schema(
        operation_id="schema",
        summary=_("This description (OpenAPI 3.1)"),
        tags=["about"],
        parameters=[OpenApiParameter("lang", enum=[code for code, _name in settings.LANGUAGES])],
        responses={(200, "application/vnd.oai.openapi+json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer the document; `geo.web.middleware` has set the language already."""
        return self._get_schema_response(request)


@unscoped
def docs(request: HttpRequest) -> HttpResponse:
    """Show the description as a page; what it loads lies on this host."""
    return render(request, "api/docs.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not even be read: a problem document under /api/, else the page; connected as handler400."""
    if request.path.startswith("/api/"):
        return JsonResponse(problem(InvalidInput()), status=HTTPStatus.BAD_REQUEST, content_type=MEDIA_TYPE)
    return defaults.bad_request(request, exception)


class Nowhere(APIView):
    """Any other address under /api/: a problem document, not a page."""

    schema = None
    permission_classes = [AllowAny]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse every method alike."""
        super().initial(request, *args, **kwargs)
        raise NotFound

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Never reached: `initial` has refused."""
        raise NotFound

    post = put = patch = delete = get
