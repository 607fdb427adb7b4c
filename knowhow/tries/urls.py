"""Addresses of tries."""

from django.urls import path

from knowhow.tries import views

urlpatterns = [
    path("knowhow/<id:public_id>/try/", views.begin, name="knowhow-try"),
    path("me/tries/", views.tries, name="tries"),
    path("me/tries/questions/", views.silence, name="tries-silence"),
    path("me/tries/<id:public_id>/", views.attempt, name="try"),
    path("me/tries/<id:public_id>/case/", views.begin_case, name="try-case"),
    path("me/tries/<id:public_id>/stop/", views.stop, name="try-stop"),
]
