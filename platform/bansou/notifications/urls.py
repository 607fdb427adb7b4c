"""Addresses."""

from django.urls import path

from bansou.notifications import views

urlpatterns = [
    path("me/notices/", views.notices, name="notices"),
    path("me/notices/read/", views.read_all, name="notices-read"),
    path("me/notices/<int:pk>/", views.open_notice, name="notice-open"),
]
