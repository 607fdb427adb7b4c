"""Addresses."""

from django.urls import path, re_path

from bansou.accounts import language
from bansou.accounts.views import doors, members, mine, organisations, people, waiting

urlpatterns = [
    path("people/<id:public_id>/", people.person, name="person"),
    path("people/<id:public_id>/photo/", people.photo, name="person-photo"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/options/", organisations.options, name="organisation-options"),
    path("organisations/<id:public_id>/", organisations.organisation, name="organisation"),
    path("organisations/<id:public_id>/edit/", organisations.edit, name="organisation-edit"),
    path("accounts/pending/", waiting.pending, name="account-pending"),
    path("accounts/language/", language.set_language, name="set_language"),
    path("me/profile/", mine.profile, name="profile-edit"),
    path("me/organisations/", mine.organisations, name="organisations-mine"),
    path("me/organisations/<int:pk>/", mine.change_organisation, name="organisation-mine-change"),
    path("me/leave/", mine.leave, name="leave"),
    path("me/members/", members.members, name="members"),
    path("me/members/<id:public_id>/", members.decide, name="member-decide"),
    path("me/members/requests/<int:pk>/", members.decide_membership, name="membership-decide"),
    path("me/members/places/<int:pk>/", members.change_membership, name="membership-change"),
    # Before Wagtail's own addresses:
    path("admin/login/", doors.to_login),
    path("admin/password_reset/", doors.to_password_reset),
    path("admin/password_reset/<path:rest>", doors.to_password_reset),
    # Wagtail's workflow reports name whoever submitted anything; the queue under /review/ is for that.
    re_path(r"^admin/reports/workflow", doors.closed),
    path("_util/login/", doors.to_login),
]
