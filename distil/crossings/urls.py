"""Addresses of the views over the marks."""

from django.urls import path

from distil.crossings import views

urlpatterns = [
    path("distil/views/", views.crossings, name="crossings"),
    path("distil/passages/", views.passages, name="passages"),
    path("distil/passages/file.csv", views.passages_csv, name="passages-csv"),
]
