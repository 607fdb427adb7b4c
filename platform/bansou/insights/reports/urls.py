"""Addresses of reports."""

from django.urls import path

from bansou.insights.reports import views

urlpatterns = [
    path("board/reports/", views.reports, name="reports"),
    path("board/reports/<id:public_id>/", views.report, name="report"),
]
