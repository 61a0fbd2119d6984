"""Addresses of check-outs under /api/."""

from django.urls import path

from permits.subdivisions.checkout import api

urlpatterns = [
    path("check-outs/", api.CheckOuts.as_view(), name="api-check-outs"),
    path("check-outs/<uuid:key>/", api.OneCheckOut.as_view(), name="api-check-out"),
    path("check-outs/<uuid:key>/parcels.gpkg", api.CheckOutFile.as_view(), name="api-check-out-file"),
    path("check-ins/", api.CheckIns.as_view(), name="api-check-ins"),
    path("check-ins/<uuid:key>/", api.OneCheckIn.as_view(), name="api-check-in"),
]
