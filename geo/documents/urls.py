"""Addresses of documents."""

from django.urls import path

from geo.documents import web

app_name = "documents"
urlpatterns = [
    path("", web.file, name="file"),
    path("<uuid:pk>/", web.download, name="download"),
]
