"""Addresses of numbering runs under /api/v1/."""

from django.urls import path

from permits.numbering_runs import api

app_name = "numbering-runs-api"
urlpatterns = [
    path("numbering-runs", api.Runs.as_view(), name="runs"),
    path("numbering-runs/<uuid:run>", api.Run.as_view(), name="run"),
    path("numbering-runs/<uuid:run>/blocks", api.RunBlocks.as_view(), name="blocks"),
    path("numbering-runs/<uuid:run>/parcels", api.RunParcels.as_view(), name="parcels"),
]
