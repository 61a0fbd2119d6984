"""Addresses of drafts of building rules."""

from django.urls import path

from permits.what_if import web

app_name = "what-if"
urlpatterns = [
    path("", web.zones, name="zones"),
    path("<int:zone_id>/", web.zone, name="zone"),
    path("drafts/<uuid:key>/", web.draft, name="draft"),
    path("drafts/<uuid:key>/places", web.places, name="places"),
    path("drafts/<uuid:key>/changes.csv", web.table, name="table"),
]
