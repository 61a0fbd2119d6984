"""Addresses of imports under /api/."""

from django.urls import path

from geo.staging import api

urlpatterns = [
    path("imports/", api.Imports.as_view(), name="api-imports"),
    path("imports/<uuid:key>/", api.Import.as_view(), name="api-import"),
    path("imports/<uuid:key>/answer", api.Answer.as_view(), name="api-import-answer"),
    path("imports/<uuid:key>/accept", api.Accept.as_view(), name="api-import-accept"),
    path("imports/<uuid:key>/rows", api.Rows.as_view(), name="api-import-rows"),
]
