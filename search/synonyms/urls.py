"""Addresses of the curators' pages about synonyms."""

from django.urls import path

from search.synonyms import views

urlpatterns = [
    path("search/synonyms/", views.synonyms, name="synonyms"),
    path("search/synonyms/new/", views.synonym_new, name="synonym-new"),
    path("search/synonyms/<id:public_id>/", views.synonym_edit, name="synonym-edit"),
]
