"""Addresses of the history of records."""

from django.urls import path

from geo.audit import web

app_name = "audit"
urlpatterns = [path("<str:subject>/", web.history, name="history")]
