"""Addresses of search quality."""

from django.urls import path

from search.quality import views

urlpatterns = [
    path("search/counted/", views.counted, name="search-counted"),
    path("search/clicked/", views.clicked, name="search-clicked"),
    path("search/quality/", views.quality, name="search-quality"),
    path("search/quality/try/", views.try_query, name="search-quality-try"),
    path("search/quality/pins/new/", views.pin_new, name="pin-new"),
    path("search/quality/pins/<id:public_id>/", views.pin_edit, name="pin-edit"),
    path("search/quality/pins/<id:public_id>/delete/", views.pin_delete, name="pin-delete"),
]
