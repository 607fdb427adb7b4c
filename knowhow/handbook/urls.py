"""Addresses of handbooks and of where know-how went."""

from django.urls import path

from knowhow.handbook import views, views_reflections

urlpatterns = [
    path("knowhow/handbook/", views.index, name="handbooks"),
    path("knowhow/handbook/new/", views.new, name="handbook-new"),
    path("knowhow/handbook/<id:public_id>/", views.edition, name="handbook"),
    path("knowhow/handbook/<id:public_id>/read/", views.read, name="handbook-read"),
    path("knowhow/handbook/<id:public_id>/close/", views.close, name="handbook-close"),
    path("knowhow/handbook/<id:public_id>/<slug:format>/", views.file, name="handbook-file"),
    path("knowhow/<id:public_id>/reflections/", views_reflections.of_article, name="reflections"),
    path("knowhow/handbook/<id:public_id>/reflections/new/", views_reflections.of_edition, name="handbook-reflections"),
    path("knowhow/reflections/<id:public_id>/delete/", views_reflections.delete, name="reflection-delete"),
]
