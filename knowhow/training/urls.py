"""Addresses of training."""

from django.urls import path

from knowhow.training.views import editing, own, papers, reading, sessions

urlpatterns = [
    path("training/", reading.index, name="training"),
    path("training/new/", editing.new, name="training-new"),
    path("training/mine/", editing.mine, name="training-mine"),
    path("me/training/", own.own, name="training-own"),
    # --- A session
    path("training/sessions/<id:public_id>/", sessions.session, name="training-session"),
    path("training/sessions/<id:public_id>/sign-up/", sessions.sign_up, name="training-sign-up"),
    path("training/sessions/<id:public_id>/sign-off/", sessions.sign_off, name="training-sign-off"),
    path("training/sessions/<id:public_id>/feedback/", sessions.feedback, name="training-feedback"),
    path("training/sessions/<id:public_id>/certificate.pdf", papers.certificate, name="training-certificate"),
    path("training/sessions/<id:public_id>/edit/", sessions.edit, name="training-session-edit"),
    path("training/sessions/<id:public_id>/cancel/", sessions.cancel, name="training-session-cancel"),
    path("training/sessions/<id:public_id>/attendance/", sessions.attendance, name="training-attendance"),
    # --- A package
    path("training/<id:public_id>/", reading.package, name="training-package"),
    path("training/<id:public_id>/notes/", reading.notes, name="training-notes"),
    path("training/<id:public_id>/handout.pdf", papers.handout, name="training-handout"),
    path("training/<id:public_id>/slides.pdf", papers.slides, name="training-slides"),
    path("training/<id:public_id>/sessions/new/", sessions.new, name="training-session-new"),
    path("training/<id:public_id>/edit/", editing.edit, name="training-edit"),
    path("training/<id:public_id>/publish/", editing.publish, name="training-publish"),
    path("training/<id:public_id>/end/", editing.end, name="training-end"),
    path("training/<id:public_id>/take-over/", editing.take_over, name="training-take-over"),
    path("training/<id:public_id>/unit/new/", editing.new_unit, name="training-unit-new"),
    path("training/<id:public_id>/unit/<slug:key>/", reading.unit, name="training-unit"),
    path("training/<id:public_id>/unit/<slug:key>/edit/", editing.edit_unit, name="training-unit-edit"),
    path("training/<id:public_id>/unit/<slug:key>/remove/", editing.remove_unit, name="training-unit-remove"),
]
