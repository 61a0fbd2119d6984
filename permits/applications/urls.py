"""Addresses of permits."""

from django.urls import path

from permits.applications import web

app_name = "applications"
urlpatterns = [
    path("apply/fencing/<path:code>/", web.apply, name="apply"),
    path("<path:number>/certificate.pdf", web.certificate, name="certificate"),
    path("<path:number>/", web.permit, name="permit"),
]
