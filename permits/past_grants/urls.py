"""Addresses of grants of earlier registers."""

from django.urls import path

from permits.past_grants import web

app_name = "past_grants"
urlpatterns = [
    path("", web.index, name="index"),
    path("list.csv", web.table, name="table"),
    path("<uuid:past_id>/", web.one, name="one"),
]
