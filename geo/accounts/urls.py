"""Addresses of delegations of signature."""

from django.urls import path

from geo.accounts import web

app_name = "delegations"
urlpatterns = [
    path("", web.index, name="list"),
    path("new/", web.new, name="new"),
    path("<int:delegation_id>/revoke/", web.revoke, name="revoke"),
]
