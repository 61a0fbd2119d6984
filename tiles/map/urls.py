"""Address of the map."""

from django.urls import path

from tiles.map import web

app_name = "map"
urlpatterns = [path("", web.home, name="home")]
