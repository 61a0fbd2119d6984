"""Addresses of surveys."""

from django.urls import path

from permits.surveys import web

app_name = "surveys"
urlpatterns = [
    path("ask/<path:code>/", web.ask, name="ask"),
    path("<uuid:case_id>/", web.case, name="case"),
    path("<uuid:case_id>/decision.pdf", web.document, name="document"),
]
