"""Answers of the API: JSON for programs, pages for people."""

import functools
import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.api.counting import TooOften, count_request
from geo.api.errors import MEDIA_TYPE, problem
from geo.api.throttles import Heavy
from geo.errors import DomainError, NotFound, http_status
from geo.layers.layer import Audience, Layer
from geo.municipalities.middleware import unscoped
from tiles.ogc import describing, openapi, pages
from tiles.ogc.catalogue import collection_named, collections_for
from tiles.ogc.describing import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from tiles.ogc.errors import FeatureUnknown, FormUnknown
from tiles.ogc.features import Found, Question, next_cursor, one_feature, page_text
from tiles.ogc.items import read_items, refuse_unknown, this_feature
from tiles.ogc.rows import PUBLIC_READER, rows_today
from tiles.ogc.systems import read_system

SECONDS = 5
#: Most features of a page for people; links lead on.
MOST_ON_A_PAGE = 100
View = Callable[..., HttpResponseBase]


def answers(view: View, *, counted: bool = True) -> View:
    """Make a view of the API: it only reads, outside a scope of its own; refusals are problem documents, or pages.

    Requests are `counted` with those to /api/v1; tiles are not: a map asks for dozens at once.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if counted:
                count_request(request)
            return view(request, *args, **kwargs)
        except DomainError as error:
            return _refused(request, error)

    return unscoped(require_safe(answered))


def answers_tiles(view: View) -> View:
    """Make a view of the API that answers one tile: as answers, and not counted."""
    return answers(view, counted=False)


def _refused(request: HttpRequest, error: DomainError) -> HttpResponseBase:
    status = http_status(error)
    if request.GET.get("f") != "json" and _prefers_pages(request):
        response = render(request, "refused.html", {"error": error, "missing": status == 404}, status=status)
    else:
        response = JsonResponse(problem(error), status=status, content_type=MEDIA_TYPE)
    if isinstance(error, TooOften):
        response.headers["Retry-After"] = str(error.context["seconds"])
    return kept(response, None)


def _prefers_pages(request: HttpRequest) -> bool:
    """Say whether Accept prefers HTML; a program that asks for anything gets JSON."""
    forms = [JSON, GEOJSON, SCHEMA, OPENAPI.partition(";")[0], HTML]
    return bool(request.get_preferred_type(forms) == HTML)


def _as_page(request: HttpRequest) -> bool:
    """Say whether the answer is a page: as `f` says, else as Accept says. Errors: FormUnknown."""
    form = request.GET.get("f", "")
    if form not in ("", "json", "html"):
        raise FormUnknown("f")
    return form == "html" or (not form and _prefers_pages(request))


def kept(response: HttpResponseBase, layer: Layer | None) -> HttpResponseBase:
    """Say who may keep an answer: features that are everyone's, anyone for seconds; else who asks again each time."""
    patch_vary_headers(response, ["Accept", "Cookie"])
    if layer is not None and layer.audience == Audience.PUBLIC:
        patch_cache_control(response, public=True, max_age=SECONDS)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def as_told(
    request: HttpRequest, told: dict[str, Any], page: str, *, media: str = JSON, **more: Any
) -> HttpResponseBase:
    """Answer a description: as JSON, or as a page that shows it."""
    if _as_page(request):
        return kept(render(request, page, {"told": told, **more}), None)
    return kept(JsonResponse(told, content_type=media, json_dumps_params={"ensure_ascii": False}), None)


@answers
def landing(request: HttpRequest) -> HttpResponseBase:
    """Answer the landing page."""
    refuse_unknown(request.GET, frozenset())
    return as_told(request, describing.landing(request), "ogc/landing.html")


@answers
def conformance(request: HttpRequest) -> HttpResponseBase:
    """Answer the conformance classes."""
    refuse_unknown(request.GET, frozenset())
    return as_told(request, describing.conformance(request), "ogc/conformance.html")


@answers
def api(request: HttpRequest) -> HttpResponseBase:
    """Answer the description of the API."""
    refuse_unknown(request.GET, frozenset())
    told = openapi.description(request, collections_for(request.user))
    return as_told(request, told, "ogc/api.html", media=OPENAPI)


@answers
def collections(request: HttpRequest) -> HttpResponseBase:
    """Answer the collections that the reader may see."""
    refuse_unknown(request.GET, frozenset())
    told = describing.collections(request, collections_for(request.user))
    return as_told(request, told, "ogc/collections.html")


@answers
def collection(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer one collection."""
    refuse_unknown(request.GET, frozenset())
    layer = collection_named(name, request.user)
    return as_told(request, describing.collection(request, layer), "ogc/collection.html", layer=layer)


@answers
def queryables(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the properties of a collection by which it can be filtered."""
    refuse_unknown(request.GET, frozenset())
    layer = collection_named(name, request.user)
    return as_told(request, describing.queryables(request, layer), "ogc/queryables.html", media=SCHEMA, layer=layer)


@answers
def items(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer features of a collection: streamed as the database writes them, where they are everyone's."""
    layer = collection_named(name, request.user)
    question = read_items(request.GET, layer)
    if layer.past and request.GET.get("datetime"):
        count_request(request, Heavy)
    as_page = _as_page(request)
    if as_page:
        question = replace(question, limit=min(question.limit, MOST_ON_A_PAGE))
    pieces = page_text(question, request.user, functools.partial(_rest, request, layer))
    if as_page:
        shown = pages.items(json.loads("".join(pieces)), layer)
        return kept(render(request, "ogc/items.html", {"layer": layer, **shown}), None)
    return kept(_features(pieces, question), layer)


def _features(pieces: Generator[str], question: Question) -> HttpResponseBase:
    headers = {"Content-Crs": f"<{question.system.uri}>"}
    if question.rows.using != PUBLIC_READER:  # read by the application, whose transaction ends with the view
        return HttpResponse("".join(pieces), content_type=GEOJSON, headers=headers)
    return StreamingHttpResponse(_Begun(pieces), content_type=GEOJSON, headers=headers)


class _Begun:
    """Pieces of which the first is read at once, while a refusal can still be answered; closed with the answer."""

    def __init__(self, pieces: Generator[str]) -> None:
        self._pieces = pieces
        self._first = next(pieces)

    def __iter__(self) -> Iterator[str]:
        yield self._first
        yield from self._pieces

    def close(self) -> None:
        """End the transaction in which the pieces are read, whether all were sent or not."""
        self._pieces.close()


def _rest(request: HttpRequest, layer: Layer, found: Found) -> dict[str, Any]:
    """Return what stands behind the features of a page (OGC 17-069r4, 7.15 and 7.16)."""
    links = describing.itself(request, GEOJSON)
    links.append(describing.link(request, "collection", "collection", JSON, str(layer.title), layer.name))
    cursor = next_cursor(found)
    if cursor is not None:
        query = request.GET.copy()
        query["cursor"] = cursor
        href = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        links.append({"rel": "next", "type": GEOJSON, "title": _("Next page"), "href": href})
    matched = {} if found.matched is None else {"numberMatched": found.matched}
    return {"numberReturned": found.returned, **matched, "timeStamp": timezone.now().isoformat(), "links": links}


@answers
def feature(request: HttpRequest, name: str, feature: str) -> HttpResponseBase:
    """Answer one feature."""
    refuse_unknown(request.GET, frozenset({"crs"}))
    layer, system = collection_named(name, request.user), read_system("crs", request.GET.get("crs", ""))
    rows = rows_today(layer)
    text = one_feature(Question(rows, system, (this_feature(rows, feature),)), request.user)
    if text is None:
        raise FeatureUnknown
    links = describing.itself(request, GEOJSON)
    links.append(describing.link(request, "collection", "collection", JSON, str(layer.title), layer.name))
    if _as_page(request):
        shown = pages.feature(json.loads(text), layer)
        return kept(render(request, "ogc/feature.html", {"layer": layer, **shown}), None)
    body = f'{text[:-1]},"links":{json.dumps(links, ensure_ascii=False)}}}'
    return kept(HttpResponse(body, content_type=GEOJSON, headers={"Content-Crs": f"<{system.uri}>"}), layer)


@answers
def nowhere(request: HttpRequest) -> HttpResponseBase:
    """Answer any other address under the API: there is nothing."""
    raise NotFound
