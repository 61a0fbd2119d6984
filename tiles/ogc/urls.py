"""Addresses of the API and of the WFS; none of them is redirected."""

from django.urls import path, re_path

from tiles.ogc import web, wfs

app_name = "ogc"
_LAYER = "ogc/collections/<slug:name>"
urlpatterns = [
    re_path(r"^wfs/?$", wfs.answer, name="wfs"),
    re_path(r"^ogc/?$", web.landing, name="landing"),
    path("ogc/conformance", web.conformance, name="conformance"),
    path("ogc/api", web.api, name="api"),
    path("ogc/collections", web.collections, name="collections"),
    path(_LAYER, web.collection, name="collection"),
    path(f"{_LAYER}/queryables", web.queryables, name="queryables"),
    path(f"{_LAYER}/items", web.items, name="items"),
    path(f"{_LAYER}/items/<path:feature>", web.feature, name="feature"),
    re_path(r"^ogc/", web.nowhere, name="nowhere"),
]
