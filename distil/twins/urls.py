"""Addresses of twins."""

from django.urls import path

from distil.twins import views

urlpatterns = [
    path("distil/twins/", views.twins, name="twins"),
    path("distil/twins/<id:good>/<id:failure>/", views.pair, name="twins-pair"),
    path("distil/twins/<id:good>/<id:failure>/act/", views.act, name="twins-act"),
]
