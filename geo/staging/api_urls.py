"""Addresses of imports under /api/."""

from django.urls import path

from geo.staging import api

urlpatterns = [
    path("imports/", api.Imports.as_view(), name="api-imports"),
    path("imports/<uuid:key>/", api.Import.as_view(), name="api-import"),
]
