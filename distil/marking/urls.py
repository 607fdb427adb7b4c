"""Addresses of marking."""

from django.urls import path

from distil.marking import views

urlpatterns = [
    path("distil/cases/<id:public_id>/", views.marking, name="marking"),
    path("distil/marks/lost/", views.marks_lost, name="marks-lost"),
    path("distil/marks/<id:public_id>/", views.mark, name="mark"),
    path("distil/marks/<id:public_id>/delete/", views.mark_delete, name="mark-delete"),
    path("distil/marks/<id:public_id>/place/", views.mark_place, name="mark-place"),
]
