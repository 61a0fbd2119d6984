"""Addresses of permits."""

from django.urls import path

from permits.applications import life_web, web, works_web

app_name = "applications"
urlpatterns = [
    path("apply/fencing/<path:code>/", web.apply, name="apply"),
    path("apply/<slug:kind>/<path:code>/", works_web.apply_for_works, name="apply_works"),
    path("outlines/", works_web.outlines, name="outlines"),
    path("<path:number>/occupancy.pdf", life_web.occupancy, name="occupancy"),
    path("<path:number>/certificate.pdf", web.certificate, name="certificate"),
    path("<path:number>/", web.permit, name="permit"),
]
