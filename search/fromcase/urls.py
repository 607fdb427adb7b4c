"""Addresses of 「いまの案件からさがす」."""

from django.urls import path

from search.fromcase import views

urlpatterns = [
    path("", views.from_case, name="from-case"),
    path("memo/", views.visit_memo, name="visit-memo"),
    path("kept/", views.kept_list, name="from-case-kept"),
    path("kept/new/", views.keep, name="from-case-keep"),
    path("kept/<int:pk>/", views.kept_one, name="from-case-kept-one"),
    path("kept/<int:pk>/delete/", views.kept_delete, name="from-case-kept-delete"),
]
