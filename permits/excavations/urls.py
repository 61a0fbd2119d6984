"""Addresses of digs."""

from django.urls import path

from permits.excavations import register_web, web

app_name = "excavations"
urlpatterns = [
    path("apply/", web.apply, name="apply"),
    path("outlines/", web.outlines, name="outlines"),
    path("register/", register_web.register, name="register"),
    path("digs/<int:hold_id>/", web.dig, name="dig"),
    path("<uuid:case_id>/", web.case, name="case"),
    path("<uuid:case_id>/days/", web.days, name="days"),
    path("<uuid:case_id>/extension/", web.extension, name="extension"),
]
