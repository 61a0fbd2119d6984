"""Addresses of an application's case."""

from django.urls import path

from permits.applications import case_web, change_web, life_web

app_name = "application"
urlpatterns = [
    path("<uuid:case_id>/", case_web.case, name="case"),
    path("<uuid:case_id>/inspection/", life_web.inspect, name="inspect"),
    path("<uuid:case_id>/works/", change_web.change, name="change"),
    path("<uuid:case_id>/request/", life_web.request_change, name="request"),
]
