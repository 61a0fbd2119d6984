"""Addresses of parcels under /api/v1/."""

from django.urls import path

from parcels.register import api

app_name = "parcels-api"
urlpatterns = [path("<str:code>", api.parcel, name="parcel")]
