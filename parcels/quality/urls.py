"""Addresses of findings."""

from django.urls import path

from parcels.quality import web

app_name = "quality"
urlpatterns = [
    path("", web.index, name="index"),
    path("<int:pk>/", web.finding, name="finding"),
]
