"""Addresses of bills under /api/v1/."""

from django.urls import path

from permits.payments import api

app_name = "payments-api"
urlpatterns = [path("bills", api.Bills.as_view(), name="bills")]
