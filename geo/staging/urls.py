"""Addresses of imports."""

from django.urls import path

from geo.staging import web

app_name = "staging"
urlpatterns = [
    path("", web.index, name="index"),
    path("new/", web.send, name="send"),
    path("<uuid:pk>/", web.reading, name="reading"),
    path("<uuid:pk>/answer", web.say, name="answer"),
    path("<uuid:pk>/rows", web.choose, name="choose"),
    path("<uuid:pk>/accept", web.take_over, name="accept"),
    path("<uuid:pk>/outlines", web.outlines, name="outlines"),
]
