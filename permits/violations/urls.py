"""Addresses of violations."""

from django.urls import path

from permits.violations import web

app_name = "violations"
urlpatterns = [
    path("record/", web.record, name="record"),
    path("<uuid:case_id>/", web.case, name="case"),
    path("<uuid:case_id>/notice.pdf", web.notice, name="notice"),
]
