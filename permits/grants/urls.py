"""Addresses of land grants."""

from django.urls import path

from permits.grants import pool_web, web

app_name = "grants"
urlpatterns = [
    path("", web.board, name="board"),
    path("apply/", web.apply, name="apply"),
    path("batches/", web.batch, name="batch"),
    path("pools/", pool_web.new, name="pool_new"),
    path("pools/<uuid:pool_id>/", pool_web.pool, name="pool"),
    path("pools/<uuid:pool_id>/places", pool_web.places, name="pool_places"),
    path("<uuid:case_id>/", web.case, name="case"),
    path("<uuid:case_id>/decision.pdf", web.decision, name="decision"),
]
