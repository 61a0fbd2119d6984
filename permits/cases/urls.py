"""Addresses of cases; the page of one case belongs to its kind."""

from django.urls import path

from permits.cases import web

app_name = "cases"
urlpatterns = [
    path("", web.inbox, name="inbox"),
    path("places", web.places, name="places"),
    path("statistics/", web.statistics, name="statistics"),
]
