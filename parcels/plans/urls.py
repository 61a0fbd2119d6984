"""Addresses of places."""

from django.urls import path

from parcels.plans import web

app_name = "plans"
urlpatterns = [
    path("", web.index, name="index"),
    path("<slug:code>/", web.body, name="body"),
    path("<slug:code>/<slug:district>/", web.district, name="district"),
    path("<slug:code>/<slug:district>/plans/<path:key>/", web.plan, name="plan"),
]
