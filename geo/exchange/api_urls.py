"""Addresses of exports under /api/v1/."""

from django.urls import path

from geo.exchange import api

app_name = "exports-api"
urlpatterns = [
    path("exports", api.Exports.as_view(), name="exports"),
    path("exports/<uuid:key>", api.OneExport.as_view(), name="export"),
    path("exports/<uuid:key>/file", api.ExportFile.as_view(), name="file"),
    path("exports/<slug:name>", api.LayerExport.as_view(), name="layer"),
]
