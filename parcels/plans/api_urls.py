"""Addresses of places under /api/v1/."""

from django.urls import path

from parcels.plans import api

app_name = "places-api"
urlpatterns = [
    path("municipalities", api.Bodies.as_view(), name="municipalities"),
    path("districts", api.Districts.as_view(), name="districts"),
    path("plans", api.Plans.as_view(), name="plans"),
    path("blocks", api.Blocks.as_view(), name="blocks"),
]
