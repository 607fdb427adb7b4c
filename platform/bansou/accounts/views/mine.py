"""What a person edits about themselves."""

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bansou.accounts import services
from bansou.accounts.doors import account_required, member_required
from bansou.accounts.forms.profile import JoinForm, LeaveForm, ProfileForm
from bansou.accounts.models import Membership, Organisation, User


@account_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """All fields of the profile and the photo."""
    person = User.objects.get(pk=request.user.pk)  # the form writes on it; the page keeps the old name
    form = ProfileForm(request.POST or None, request.FILES or None, instance=person)
    if request.method == "POST" and form.is_valid():
        services.save_profile(person, form.cleaned_data["photo_file"], form.cleaned_data["remove_photo"])
        messages.success(request, _("Your profile was saved."))
        return redirect("profile-edit")
    return render(request, "accounts/profile_edit.html", {"form": form, "person": request.user})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """Own organisations; asking to be counted to one more."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = Organisation.objects.listed().named(form.cleaned_data["organisation"])
        if organisation:
            services.ask_membership(request.user, organisation)
            messages.success(request, _("We told those who check it. You will get a notice."))
        return redirect("organisations-mine")
    own = Membership.objects.filter(user=request.user.pk)
    rows = own.select_related("organisation").order_by("-is_primary", "pk")
    context = {"form": form, "memberships": [row for row in rows if row.is_current]}
    return render(request, "accounts/organisations_mine.html", context)


@member_required
@require_POST
def change_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `action`: `primary`, or `end` (also takes a request back)."""
    membership = get_object_or_404(Membership, pk=pk, user=request.user)
    if request.POST.get("action") == "primary" and membership.is_confirmed:
        services.make_primary(membership)
        messages.success(request, _("The change was saved."))
    elif request.POST.get("action") == "end":
        services.end_membership(membership, request.user)
        messages.success(request, _("You no longer belong to %(name)s here.") % {"name": membership.organisation})
    return redirect("organisations-mine")


@sensitive_post_parameters("password")
@account_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """The end of the account, after the password."""
    last = services.is_last_administrator(request.user)
    form = LeaveForm(request.POST or None, user=request.user)
    if request.method == "POST" and (too_often := consume_or_429(request, action="reauthenticate", user=request.user)):
        return too_often
    if request.method == "POST" and not last and form.is_valid():
        services.leave(request.user)
        logout(request)
        messages.success(request, _("Your account has ended. Thank you for having been here."))
        return redirect("/")
    return render(request, "accounts/leave.html", {"form": form, "last": last})
