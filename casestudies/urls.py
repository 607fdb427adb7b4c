"""Addresses of cases: writing, reading, review."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("casestudies.urls_writing")),
    path("", include("casestudies.urls_reading")),
    path("", include("casestudies.urls_review")),
]
