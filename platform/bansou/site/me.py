"""/me/: everything of one's own, on one page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bansou.access import STAFF_ROLES, is_member, roles_of
from bansou.accounts.doors import account_required
from bansou.site.todo import todo_for
from knowhow.people import may_edit


@require_safe
@account_required
def me(request: HttpRequest) -> HttpResponse:
    """Today's work and the way to each of one's own pages."""
    user = request.user
    context = {"todo": todo_for(user) if is_member(user) else [], "items": own_pages(user)}
    return render(request, "site/me.html", context)


def own_pages(user: Any) -> list[dict[str, str]]:
    """The pages that this person has, as items of `_items.html`."""
    found = [_item(_("Notices"), "notices", _("What happened to your cases, questions and answers"))]
    if is_member(user):
        found += [
            _item(_("My cases"), "my-cases", _("Drafts, submitted and published cases")),
            _item(_("Cases that I keep"), "from-case-kept", _("Cases in hand that only you can see")),
            _item(_("Read later"), "reading-lists", _("Your lists with your private notes")),
            _item(
                _("Cases that are looked for"),
                "case-requests",
                _("Requests of others and your own, notices about them"),
            ),
            _item(_("Calls and awards"), "calls", _("Enter a case of your own")),
            _item(_("Know-how I try"), "tries", _("How it went, and what you want to be asked about")),
            _item(_("My training"), "training-own", _("Sessions that you signed up for, self-study, certificates")),
            _item(_("Saved searches"), "saved-searches", _("What is new in them, alerts and links")),
        ]
    if may_edit(user):
        found.append(_item(_("Distilling"), "distil", _("Collections, marked passages, what cases say together")))
    if roles_of(user) & STAFF_ROLES:
        found.append(_item(_("Review"), "review-queue", _("Cases that wait for a check")))
    if "administrator" in roles_of(user) or user.memberships.current().filter(is_manager=True).exists():
        found.append(_item(_("Members"), "members", _("Approvals and members of your organisation")))
    return [
        *found,
        _item(_("Profile and settings"), "profile-edit", _("Name, introduction, photo, language")),
        _item(_("My organisations"), "organisations-mine", _("Where you belong")),
    ]


def _item(title: str, name: str, text: str) -> dict[str, str]:
    return {"title": title, "url": reverse(name), "text": text}
