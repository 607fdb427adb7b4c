"""Addresses of know-how."""

from django.urls import include, path

from knowhow.views import editing, evidence, reading, review

urlpatterns = [
    path("", include("knowhow.tries.urls")),
    path("", include("knowhow.questions.urls")),
    path("", include("knowhow.training.urls")),
    path("knowhow/", reading.index, name="knowhow"),
    path("knowhow/mine/", editing.mine, name="knowhow-mine"),
    path("knowhow/new/", editing.new, name="knowhow-new"),
    path("knowhow/evidence/", evidence.add, name="knowhow-evidence"),
    path("knowhow/<id:public_id>/", reading.article, name="knowhow-article"),
    path("knowhow/<id:public_id>/write/", reading.begin_case, name="knowhow-write"),
    path("knowhow/<id:public_id>/unlink/<id:case_id>/", reading.unlink, name="knowhow-unlink"),
    path("knowhow/<id:public_id>/edit/", editing.edit, name="knowhow-edit"),
    path("knowhow/<id:public_id>/withdraw/", editing.withdraw, name="knowhow-withdraw"),
    path("knowhow/<id:public_id>/discard/", editing.discard, name="knowhow-discard"),
    path("knowhow/<id:public_id>/review/", review.page, name="knowhow-review"),
    path("knowhow/<id:public_id>/approve/", review.approve, name="knowhow-approve"),
    path("knowhow/<id:public_id>/send-back/", review.send_back, name="knowhow-send-back"),
    path("knowhow/<id:public_id>/take-back/", review.take_back, name="knowhow-take-back"),
]
