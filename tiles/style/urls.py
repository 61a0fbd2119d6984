"""Addresses of what describes the map; they come before those of single layers, whose names they are not."""

from django.urls import path

from tiles.style import web

app_name = "style"
urlpatterns = [
    path("style.json", web.style, name="style"),
    path("all.json", web.everything, name="all"),
    path("legend", web.legend_page, name="legend"),
    path("legend.json", web.legend, name="legend-data"),
    path("sprite.json", web.sprite_index, {"ratio": 1}, name="sprite-index"),
    path("sprite.png", web.sprite_picture, {"ratio": 1}, name="sprite"),
    path("sprite@2x.json", web.sprite_index, {"ratio": 2}, name="sprite-index-2x"),
    path("sprite@2x.png", web.sprite_picture, {"ratio": 2}, name="sprite-2x"),
]
