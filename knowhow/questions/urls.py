"""Addresses of the question bank."""

from django.urls import path

from knowhow.questions import views

urlpatterns = [
    path("knowhow/questions/", views.questions, name="questions"),
    path("knowhow/questions/take/<id:public_id>/", views.take, name="question-take"),
    path("knowhow/questions/<id:public_id>/", views.edit, name="question-edit"),
    path("knowhow/questions/<id:public_id>/remove/", views.remove, name="question-remove"),
]
