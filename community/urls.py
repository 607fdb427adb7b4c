"""Addresses of talk."""

from django.urls import path

from community import views

urlpatterns = [
    path("community/", views.index, name="community"),
    path("community/new/", views.new, name="thread-new"),
    path("threads/<id:public_id>/", views.thread, name="thread"),
    path("threads/<id:public_id>/reply/", views.reply, name="thread-reply"),
    path("posts/<id:public_id>/edit/", views.edit, name="post-edit"),
    path("posts/<id:public_id>/accept/", views.accept, name="post-accept"),
    path("posts/<id:public_id>/report/", views.report, name="post-report"),
    path("posts/<id:public_id>/hide/", views.hide, name="post-hide"),
    path("posts/<id:public_id>/unhide/", views.unhide, name="post-unhide"),
]
