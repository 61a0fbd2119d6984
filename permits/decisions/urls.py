"""Addresses of decisions, below that of their case."""

from django.urls import path

from permits.decisions import web

app_name = "decisions"
urlpatterns = [
    path("<uuid:case_id>/decisions/", web.decisions, name="of_case"),
    path("<uuid:case_id>/overrides/", web.ask, name="ask"),
    path("<uuid:case_id>/overrides/<int:override_id>/", web.sign, name="sign"),
]
