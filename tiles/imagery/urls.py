"""Addresses of imagery."""

from django.urls import path

from tiles.imagery import web

app_name = "imagery"
urlpatterns = [
    path("", web.index, name="index"),
    path("backgrounds", web.backgrounds, name="backgrounds"),
    path("wmts", web.wmts, name="wmts"),
    path("wmts/1.0.0/WMTSCapabilities.xml", web.capabilities, name="capabilities"),
    path("<uuid:pk>.json", web.tilejson, name="tilejson"),
    path("<uuid:pk>/<int:z>/<int:x>/<int:y>.webp", web.tile, name="tile"),
    path("<uuid:pk>/<int:z>/<int:x>/<int:y>.png", web.png_tile, name="png"),
]
