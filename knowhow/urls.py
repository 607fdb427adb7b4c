"""Addresses of know-how."""

from django.urls import include, path

from knowhow.views import about, care, editing, evidence, proposals, reading, review

urlpatterns = [
    path("", include("knowhow.tries.urls")),
    path("", include("knowhow.questions.urls")),
    path("", include("knowhow.training.urls")),
    path("", include("knowhow.calls.urls")),
    path("", include("knowhow.handbook.urls")),
    path("knowhow/", reading.index, name="knowhow"),
    path("knowhow/mine/", editing.mine, name="knowhow-mine"),
    path("knowhow/new/", editing.new, name="knowhow-new"),
    path("knowhow/evidence/", evidence.add, name="knowhow-evidence"),
    path("knowhow/grade/", about.how_graded, name="knowhow-grade"),
    path("knowhow/proposals/<id:public_id>/", proposals.page, name="knowhow-proposal"),
    path("knowhow/proposals/<id:public_id>/accept/", proposals.accept, name="knowhow-proposal-accept"),
    path("knowhow/proposals/<id:public_id>/decline/", proposals.decline, name="knowhow-proposal-decline"),
    path("knowhow/<id:public_id>/", reading.article, name="knowhow-article"),
    path("knowhow/<id:public_id>/pdf/", about.paper, name="knowhow-pdf"),
    path("knowhow/<id:public_id>/versions/", about.versions, name="knowhow-versions"),
    path("knowhow/<id:public_id>/propose/", proposals.propose, name="knowhow-propose"),
    path("knowhow/<id:public_id>/care/", care.page, name="knowhow-care"),
    path("knowhow/<id:public_id>/care/settle/<int:flag>/", care.settle, name="knowhow-settle"),
    path("knowhow/<id:public_id>/care/again/", care.look_again, name="knowhow-look-again"),
    path("knowhow/<id:public_id>/care/strength/", care.strength, name="knowhow-strength"),
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
