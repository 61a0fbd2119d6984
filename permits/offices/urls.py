"""Addresses of offices and of their tokens."""

from django.urls import path

from geo.municipalities.middleware import unscoped
from permits.offices import oauth_web, web

app_name = "offices"
urlpatterns = [
    path("offices/", web.offices, name="offices"),
    path("offices/<str:number>/", web.office, name="office"),
    path("offices/<str:number>/messages/", web.log, name="log"),
    path("oauth/token", unscoped(oauth_web.Token.as_view()), name="token"),
    path("oauth/revoke", unscoped(oauth_web.Revoke.as_view()), name="revoke"),
    path("oauth/authorize", oauth_web.Authorize.as_view(), name="authorize"),
    path(".well-known/oauth-authorization-server", oauth_web.metadata, name="metadata"),
]
