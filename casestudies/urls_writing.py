"""Addresses of writing."""

from django.urls import path

from casestudies.views import autosave, conflict, files, mine, submitting, suitability, template, writing

urlpatterns = [
    path("cases/write/", writing.start, name="case-write"),
    path("cases/template/", template.template, name="case-template"),
    path("cases/suitability/", suitability.suitability, name="suitability"),
    path("cases/<id:public_id>/edit/", writing.edit, name="case-edit"),
    path("cases/<id:public_id>/edit/files/add/", files.add_file, name="case-file-add"),
    path("cases/<id:public_id>/edit/files/<slug:key>/remove/", files.remove_file, name="case-file-remove"),
    path("cases/<id:public_id>/edit/<slug:section>/", writing.section, name="case-section"),
    path("cases/<id:public_id>/autosave/<slug:section>/", autosave.autosave, name="case-autosave"),
    path("cases/<id:public_id>/conflict/<int:pk>/", conflict.conflict, name="case-conflict"),
    path("cases/<id:public_id>/submit/", submitting.submit, name="case-submit"),
    path("cases/<id:public_id>/submitted/", submitting.submitted, name="case-submitted"),
    path("cases/<id:public_id>/submit/withdraw/", submitting.withdraw_submission, name="case-withdraw-submission"),
    path("cases/<id:public_id>/duplicate/", mine.duplicate, name="case-duplicate"),
    path("cases/<id:public_id>/delete/", mine.delete, name="case-delete"),
    path("cases/<id:public_id>/discard/", mine.discard, name="case-discard"),
    path("cases/<id:public_id>/unpublish/", mine.unpublish, name="case-unpublish"),
    path("cases/<id:public_id>/settings/", mine.settings, name="case-settings"),
    path("cases/<id:public_id>/remarks/<int:pk>/done/", mine.remark_done, name="case-remark-done"),
    path("me/cases/", mine.my_cases, name="my-cases"),
]
