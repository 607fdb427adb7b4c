"""Addresses of calls."""

from django.urls import path

from knowhow.calls import views

urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/new/", views.new, name="call-new"),
    path("calls/<id:public_id>/", views.call, name="call"),
    path("calls/<id:public_id>/edit/", views.edit, name="call-edit"),
    path("calls/<id:public_id>/announce/", views.announce, name="call-announce"),
    path("calls/<id:public_id>/discard/", views.discard, name="call-discard"),
    path("calls/<id:public_id>/enter/", views.enter, name="call-enter"),
    path("calls/<id:public_id>/choose/", views.choose, name="call-choose"),
    path("calls/entries/<id:public_id>/take-back/", views.take_back, name="call-take-back"),
]
