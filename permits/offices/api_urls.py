"""Addresses of applications under /api/v1/."""

from django.urls import path

from permits.offices import api

app_name = "offices-api"
urlpatterns = [
    path("applications", api.Applications.as_view(), name="applications"),
    path("applications/<uuid:key>", api.Application.as_view(), name="application"),
    path("applications/<uuid:key>/steps", api.Steps.as_view(), name="steps"),
    path("applications/<uuid:key>/works", api.Works.as_view(), name="works"),
    path("applications/<uuid:key>/papers", api.Papers.as_view(), name="papers"),
    path("applications/<uuid:key>/supplements", api.Supplements.as_view(), name="supplements"),
    path("applications/<uuid:key>/supplements/<int:supplement>", api.OneSupplement.as_view(), name="supply"),
    path("applications/<uuid:key>/bills", api.Bills.as_view(), name="bills"),
    path("applications/<uuid:key>/certificate.pdf", api.Certificate.as_view(), name="certificate"),
]
