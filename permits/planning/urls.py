"""Addresses of the cases of plans."""

from django.urls import path

from permits.planning import web

app_name = "planning"
urlpatterns = [
    path("open/", web.open_procedure, name="open"),
    path("<uuid:case_id>/", web.case, name="case"),
]
