"""Addresses of enquiries: none holds a number of anybody."""

from django.urls import path

from permits.enquiries import web

app_name = "enquiries"
urlpatterns = [
    path("", web.ask, name="ask"),
    path("code/", web.code, name="code"),
    path("answer/", web.answer, name="answer"),
    path("answer/document.pdf", web.document, name="document"),
    path("end/", web.leave, name="end"),
]
