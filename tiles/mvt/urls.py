"""Addresses of tiles and of what describes them."""

from django.urls import path

from tiles.mvt import live, web

app_name = "mvt"
urlpatterns = [
    path("live", live.live, name="live"),
    path("<slug:layer>.json", web.tilejson, name="tilejson"),
    path("<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", web.tile, name="tile"),
]
