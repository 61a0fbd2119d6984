"""Addresses of the layers' pages and of exports."""

from django.urls import path

from geo.exchange import web

app_name = "exchange"
urlpatterns = [
    path("layers/", web.index, name="layers"),
    path("layers/<slug:name>/", web.page, name="layer"),
    path("layers/<slug:name>/download", web.download, name="download"),
    path("layers/<slug:name>/exports", web.ask, name="ask"),
    path("exports/<uuid:pk>/", web.export, name="export"),
    path("exports/<uuid:pk>/file", web.file, name="file"),
]
