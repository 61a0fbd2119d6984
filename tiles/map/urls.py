"""Addresses of the map."""

from django.urls import path

from tiles.map import web

app_name = "map"
urlpatterns = [
    path("", web.home, name="home"),
    path("map/config.json", web.config, name="config"),
]
