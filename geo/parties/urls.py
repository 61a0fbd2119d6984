"""Addresses of persons and organisations."""

from django.urls import path

from geo.parties import web

app_name = "parties"
urlpatterns = [path("<uuid:party_id>/account/", web.account, name="account")]
