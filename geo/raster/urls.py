"""Addresses of pictures for those who bring them."""

from django.urls import path

from geo.raster import scan_web, web

app_name = "raster"
urlpatterns = [
    path("", web.index, name="index"),
    path("add/", web.add, name="add"),
    path("<uuid:pk>/", web.image, name="image"),
    path("<uuid:pk>/show", web.show, name="show"),
    path("scans/add/", scan_web.add, name="scan-add"),
    path("scans/<uuid:pk>/", scan_web.scan, name="scan"),
    path("scans/<uuid:pk>/accept", scan_web.accept, name="accept"),
    path("scans/<uuid:pk>/preview.webp", scan_web.preview, name="preview"),
    path("scans/<uuid:pk>/file", scan_web.file, name="file"),
]
