"""People who ask to join, for managers (own organisation) and administrators (all)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bansou.accounts import services
from bansou.accounts.doors import member_required
from bansou.accounts.forms.members import DecisionForm, ReasonForm
from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.templatetags.people_tags import may_approve


def _may_enter(user: Any) -> None:
    if not may_approve(user):
        raise PermissionDenied


def _page(request: HttpRequest, bound: DecisionForm | None = None, refused: Any = None) -> HttpResponse:
    """The page; `bound` is a form with errors to show at its person, `refused` (membership pk, form) the same."""
    waiting = User.objects.waiting_for(request.user).order_by("date_joined")
    waiting = waiting.prefetch_related("memberships__organisation")
    requests = Membership.objects.requested_for(request.user).select_related("user", "organisation").order_by("pk")
    managed = Organisation.objects.managed_by(request.user)
    members = Membership.objects.of_members().filter(organisation__in=managed).select_related("user", "organisation")
    context = {
        "waiting": [(p, bound if bound and bound.person == p else DecisionForm(person=p)) for p in waiting],
        "requests": [(m, refused[1] if refused and refused[0] == m.pk else _reason_form(m)) for m in requests],
        "members": members.order_by("organisation__name", "user__display_name"),
        "managed": managed,
    }
    return render(request, "accounts/members.html", context)


def _reason_form(membership: Membership, data: Any = None) -> ReasonForm:
    return ReasonForm(data, prefix=f"m{membership.pk}")


@member_required
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who waits, who asks for one more organisation, and who belongs to it."""
    _may_enter(request.user)
    return _page(request)


@member_required
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Approve or decline one waiting account."""
    person = User.objects.waiting_for(request.user).filter(public_id=public_id).first()
    if person is None:
        _may_enter(request.user)
        messages.info(request, _("Somebody else has already decided, or the application was withdrawn."))
        return redirect("members")
    form = DecisionForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, bound=form)
    _carry_out(request, person, form)
    return redirect("members")


def _carry_out(request: HttpRequest, person: User, form: DecisionForm) -> None:
    if form.cleaned_data["action"] == "decline":
        services.decline(person, request.user, form.cleaned_data["reason"])
        messages.success(request, _("You declined. %(name)s was told the reason.") % {"name": person})
        return
    with transaction.atomic():
        services.approve(person, request.user, form.chosen_organisation())
    messages.success(request, _("You approved %(name)s, who was told.") % {"name": person})


@member_required
@require_POST
def decide_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse that a member is counted to one more organisation."""
    membership = get_object_or_404(Membership.objects.requested_for(request.user), pk=pk)
    form = _reason_form(membership, request.POST)
    if not form.is_valid():
        return _page(request, refused=(membership.pk, form))
    if form.cleaned_data["action"] == "accept":
        services.accept_membership(membership, request.user)
    else:
        services.refuse_membership(membership, request.user, form.cleaned_data["reason"])
    messages.success(request, _("Done. %(name)s was told.") % {"name": membership.user})
    return redirect("members")


@member_required
@require_POST
def change_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `action`: `end` the membership, or `manager` / `not-manager`, for the organisations one manages."""
    managed = Organisation.objects.managed_by(request.user)
    membership = get_object_or_404(Membership.objects.of_members().filter(organisation__in=managed), pk=pk)
    action = request.POST.get("action", "")
    if membership.user == request.user:
        messages.info(request, _("Another manager or an administrator changes your own place."))
    elif action == "end":
        services.end_membership(membership, request.user)
        messages.success(request, _("The membership was ended."))
    elif action in {"manager", "not-manager"}:
        services.set_manager(membership, request.user, action == "manager")
        messages.success(request, _("The change was saved."))
    return redirect("members")
