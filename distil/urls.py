"""Addresses under /distil/."""

from django.urls import URLPattern, URLResolver, include, path

from distil import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("distil/", home.home, name="distil"),
    path("", include("distil.collections.urls")),
    path("", include("distil.codebook.urls")),
    path("", include("distil.marking.urls")),
    path("", include("distil.crossings.urls")),
    path("", include("distil.contrast.urls")),
    path("", include("distil.twins.urls")),
    path("", include("distil.flows.urls")),
]
