"""Addresses of land changes, and of land that is checked out."""

from django.urls import path

from permits.subdivisions import web
from permits.subdivisions.checkout import review_web
from permits.subdivisions.checkout import web as checkout

app_name = "land_change"
urlpatterns = [
    path("new/", web.ask, name="ask"),
    path("outlines/", web.outlines, name="outlines"),
    path("check-outs/", checkout.index, name="check_outs"),
    path("check-outs/new/", checkout.new, name="check_out_new"),
    path("check-outs/<uuid:pk>/", checkout.page, name="check_out"),
    path("check-outs/<uuid:pk>/parcels.gpkg", checkout.file, name="check_out_file"),
    path("check-outs/<uuid:pk>/end/", checkout.end, name="check_out_end"),
    path("check-ins/", checkout.bring, name="check_in_bring"),
    path("check-ins/<uuid:pk>/", review_web.page, name="check_in"),
    path("<uuid:case_id>/", web.case, name="case"),
    path("<uuid:case_id>/again/", web.ask_again, name="ask_again"),
]
