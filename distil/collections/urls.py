"""Addresses of collections."""

from django.urls import path

from distil.collections import gathering, views

urlpatterns = [
    path("distil/gather/", gathering.gather, name="gather"),
    path("distil/collections/", views.collections, name="collections"),
    path("distil/collections/new/", views.collection_new, name="collection-new"),
    path("distil/collections/<id:public_id>/", views.collection, name="collection"),
    path("distil/collections/<id:public_id>/edit/", views.collection_edit, name="collection-edit"),
    path("distil/collections/<id:public_id>/add/", views.collection_add, name="collection-add"),
    path("distil/collections/<id:public_id>/act/", views.collection_act, name="collection-act"),
    path(
        "distil/collections/<id:public_id>/cases/<id:case_id>/out/",
        views.collection_leave_out,
        name="collection-leave-out",
    ),
]
