"""Addresses of case requests."""

from django.urls import path

from search.requests import views

urlpatterns = [
    path("search/requests/", views.case_requests, name="case-requests"),
    path("search/requests/new/", views.ask, name="case-request-new"),
    path("search/requests/notices/", views.silence, name="case-request-notices"),
    path("search/requests/<id:public_id>/close/", views.close, name="case-request-close"),
]
