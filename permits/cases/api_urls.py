"""Addresses of cases under /api/v1/."""

from django.urls import path

from permits.cases import api

app_name = "cases-api"
urlpatterns = [
    path("cases", api.Cases.as_view(), name="cases"),
    path("cases/<uuid:case_id>", api.CaseFile.as_view(), name="case"),
]
