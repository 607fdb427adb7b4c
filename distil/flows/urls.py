"""The address of the map of issues."""

from django.urls import path

from distil.flows import views

urlpatterns = [path("distil/flows/", views.issue_flows, name="issue-flows")]
