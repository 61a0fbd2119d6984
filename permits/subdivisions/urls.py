"""Addresses of land changes."""

from django.urls import path

from permits.subdivisions import web

app_name = "land_change"
urlpatterns = [
    path("new/", web.ask, name="ask"),
    path("outlines/", web.outlines, name="outlines"),
    path("<uuid:case_id>/", web.case, name="case"),
    path("<uuid:case_id>/again/", web.ask_again, name="ask_again"),
]
