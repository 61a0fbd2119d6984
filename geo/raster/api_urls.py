"""Addresses of pictures under /api/v1/."""

from django.urls import path

from geo.raster import api

urlpatterns = [
    path("images/", api.Images.as_view(), name="api-images"),
    path("images/<uuid:key>/", api.OneImage.as_view(), name="api-image"),
]
