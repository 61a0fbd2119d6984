"""Addresses of the API and of the WFS; none of them is redirected."""

from django.urls import path, re_path

from tiles.ogc import tiles_web, web, wfs

app_name = "ogc"
_LAYER = "ogc/collections/<slug:name>"
_GRID = "WebMercatorQuad"
_TILE = "<int:z>/<int:row>/<int:column>"
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
    path(f"{_LAYER}/tiles", tiles_web.collection_tilesets, name="collection-tilesets"),
    path(f"{_LAYER}/tiles/{_GRID}", tiles_web.collection_tileset, name="collection-tileset"),
    path(f"{_LAYER}/tiles/{_GRID}/{_TILE}", tiles_web.collection_tile, name="collection-tile"),
    path("ogc/tiles", tiles_web.all_tilesets, name="tilesets"),
    path(f"ogc/tiles/{_GRID}", tiles_web.tileset, name="tileset"),
    path(f"ogc/tiles/{_GRID}/{_TILE}", tiles_web.tile, name="tile"),
    path("ogc/tileMatrixSets", tiles_web.tile_matrix_sets, name="tile-matrix-sets"),
    path(f"ogc/tileMatrixSets/{_GRID}", tiles_web.tile_matrix_set, name="tile-matrix-set"),
    re_path(r"^ogc/", web.nowhere, name="nowhere"),
]
