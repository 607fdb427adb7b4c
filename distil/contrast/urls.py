"""Addresses of significant terms."""

from django.urls import path

from distil.contrast import views

urlpatterns = [
    path("distil/contrast/", views.contrast, name="contrast"),
    path("distil/contrast/word/", views.contrast_word, name="contrast-word"),
]
