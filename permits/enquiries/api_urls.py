"""Addresses of enquiries under /api/v1/."""

from django.urls import path

from geo.municipalities.middleware import unscoped
from permits.enquiries import api

app_name = "enquiries-api"
urlpatterns = [
    path("enquiries", unscoped(api.Enquiries.as_view()), name="enquiries"),
    path("enquiries/<uuid:key>", unscoped(api.OneEnquiry.as_view()), name="enquiry"),
]
