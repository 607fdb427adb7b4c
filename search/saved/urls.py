"""Addresses of saved queries."""

from django.urls import path

from search.saved import views

urlpatterns = [
    path("me/searches/", views.saved_searches, name="saved-searches"),
    path("me/searches/new/", views.new, name="saved-search-new"),
    path("me/searches/<id:public_id>/", views.saved_search, name="saved-search"),
    path("me/searches/<id:public_id>/open/", views.open_search, name="saved-search-open"),
    path("me/searches/<id:public_id>/share/", views.share, name="saved-search-share"),
    path("me/searches/<id:public_id>/delete/", views.delete, name="saved-search-delete"),
    path("search/shared/<slug:token>/", views.shared, name="shared-search"),
    path("search/alerts/stop/<str:token>/", views.stop_alerts, name="alerts-stop"),
]
