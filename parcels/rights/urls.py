"""Addresses of rights."""

from django.urls import path

from parcels.rights import web

app_name = "rights"
urlpatterns = [path("", web.mine, name="mine")]
