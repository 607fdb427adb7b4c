"""Addresses of know-how."""

from django.urls import path

from knowhow import views

urlpatterns = [
    path("knowhow/", views.index, name="knowhow"),
    path("knowhow/<id:public_id>/", views.article_page, name="knowhow-article"),
]
