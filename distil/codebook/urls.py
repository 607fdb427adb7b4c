"""Addresses of the codebook."""

from django.urls import path

from distil.codebook import views

urlpatterns = [
    path("distil/codes/", views.codebook, name="codebook"),
    path("distil/codes/new/", views.code_new, name="code-new"),
    path("distil/codes/file.csv", views.codebook_csv, name="codebook-csv"),
    path("distil/codes/<id:public_id>/", views.code, name="code"),
    path("distil/codes/<id:public_id>/merge/", views.code_merge, name="code-merge"),
    path("distil/codes/<id:public_id>/retire/", views.code_retire, name="code-retire"),
]
