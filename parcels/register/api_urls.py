"""Addresses of parcels under /api/v1/."""

from django.urls import path

from parcels.register import api

app_name = "parcels-api"
urlpatterns = [
    path("parcels", api.Parcels.as_view(), name="parcels"),
    path("parcels/<str:code>", api.OneParcel.as_view(), name="parcel"),
    path("parcels/<str:code>/lineage", api.ParcelLineage.as_view(), name="lineage"),
    path("parcels/<str:code>/history", api.ParcelHistory.as_view(), name="history"),
    path("parcels/<str:code>/neighbours", api.ParcelNeighbours.as_view(), name="neighbours"),
    path("resolve", api.Resolve.as_view(), name="resolve"),
]
