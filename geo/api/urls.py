"""Addresses under /api/ that belong to no slice; the last of them answers what leads nowhere."""

from django.urls import path, re_path

from geo.api import views

urlpatterns = [
    path("schema/", views.Description.as_view(), name="api-schema"),
    path("docs/", views.docs, name="api-docs"),
    path("problems", views.Problems.as_view(), name="api-problems"),
    path("problems/<slug:code>", views.Problem.as_view(), name="api-problem"),
    path("v1", views.Landing.as_view(), name="api-landing"),
    re_path(r"^", views.Nowhere.as_view()),
]
