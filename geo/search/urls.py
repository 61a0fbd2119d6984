"""Address of the search page."""

from django.urls import path

from geo.search import web

app_name = "search"
urlpatterns = [path("", web.page, name="page")]
