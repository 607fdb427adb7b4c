"""Addresses of files of results."""

from django.urls import path

from search.exports import views

urlpatterns = [
    path("search/export/", views.export, name="search-exports"),
    path("search/export/<id:public_id>/", views.status, name="search-export"),
    path("search/export/<id:public_id>/file/", views.file, name="search-export-file"),
]
