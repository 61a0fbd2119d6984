"""Addresses of blocks and parcels."""

from django.urls import path

from parcels.register import web

app_name = "register"
urlpatterns = [
    path("places/<slug:code>/<slug:district>/<slug:block>/", web.block, name="block"),
    path("find/", web.find, name="find"),
    path("parcels/<path:code>/names/", web.add_name, name="add_name"),
    path("parcels/<path:code>/", web.parcel, name="parcel"),
]
