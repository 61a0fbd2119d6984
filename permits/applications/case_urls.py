"""Addresses of an application's case."""

from django.urls import path

from permits.applications import case_web

app_name = "application"
urlpatterns = [path("<uuid:case_id>/", case_web.case, name="case")]
