"""Addresses of draws under /api/v1/."""

from django.urls import path

from permits.draws import api

app_name = "draws-api"
urlpatterns = [
    path("draws", api.Draws.as_view(), name="draws"),
    path("draws/<uuid:draw>", api.OneDraw.as_view(), name="draw"),
    path("draws/<uuid:draw>/tickets/<str:ticket>", api.OneTicket.as_view(), name="ticket"),
]
