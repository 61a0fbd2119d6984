"""Addresses of draws."""

from django.urls import path

from permits.draws import manage_web, web

app_name = "draws"
urlpatterns = [
    path("", web.index, name="index"),
    path("verify_draw.py", web.verifier, name="verifier"),
    path("<uuid:draw_id>/", web.session, name="session"),
    path("<uuid:draw_id>/screen/", web.screen, name="screen"),
    path("<uuid:draw_id>/results/", web.results, name="results"),
    path("<uuid:draw_id>/ticket/", web.ticket, name="ticket"),
    path("<uuid:draw_id>/<str:name>.json", web.paper, name="paper"),
    path("<uuid:draw_id>/manage/", manage_web.manage, name="manage"),
]
