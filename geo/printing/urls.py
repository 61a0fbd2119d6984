"""Addresses of this slice."""

from django.urls import path

from geo.printing import web

app_name = "printing"

urlpatterns = [
    path("verify/", web.ask, name="verify"),
    path("verify/file/", web.check, name="check"),
    # `path`: the code is printed with "/" between its groups, and people type what they see.
    path("verify/<path:code>/", web.verify, name="verify"),
]
