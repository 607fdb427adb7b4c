"""Addresses of the review."""

from django.urls import path

from casestudies.views import review, review_acts

urlpatterns = [
    path("review/", review.queue, name="review-queue"),
    path("review/<id:public_id>/", review.case, name="review-case"),
    path("review/<id:public_id>/assign/", review_acts.assign, name="review-assign"),
    path("review/<id:public_id>/release/", review_acts.release, name="review-release"),
    path("review/<id:public_id>/checklist/", review_acts.checklist, name="review-checklist"),
    path("review/<id:public_id>/remarks/", review_acts.remark, name="review-remark"),
    path("review/<id:public_id>/remarks/<int:pk>/delete/", review_acts.remark_delete, name="review-remark-delete"),
    path("review/<id:public_id>/remarks/<int:pk>/settle/", review_acts.remark_settle, name="review-remark-settle"),
    path("review/<id:public_id>/consents/", review_acts.consent, name="review-consent"),
    path(
        "review/<id:public_id>/consents/<int:pk>/withdraw/",
        review_acts.consent_withdraw,
        name="review-consent-withdraw",
    ),
    path("review/<id:public_id>/approve/", review_acts.approve, name="review-approve"),
    path("review/<id:public_id>/send-back/", review.send_back, name="review-send-back"),
    path("review/<id:public_id>/request-update/", review_acts.request_update, name="review-request-update"),
    path("review/<id:public_id>/hide/", review_acts.hide, name="review-hide"),
    path("review/<id:public_id>/unhide/", review_acts.unhide, name="review-unhide"),
]
