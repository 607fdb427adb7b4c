"""Training sessions: a page for each, sign-up, the trainer's list, feedback."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.public_id import PATTERN, new_public_id
from casestudies.services.refusal import NotPossible, Overtaken
from knowhow.forms import ReasonForm
from knowhow.models import Package, SignUp, TrainingSession
from knowhow.training import sessions as services
from knowhow.training.forms import FeedbackForm, SessionForm, stored_elsewhere
from knowhow.training.lists import SessionPage, feedback_of
from knowhow.training.people import is_trainer_of
from knowhow.training.views.doors import on_own_package, on_own_session, on_session


@never_cache
@require_safe
@on_session
def session(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """When and where, and the reader's own place in it."""
    return render(request, "training/session.html", {"page": SessionPage(session, request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_package
def new(request: HttpRequest, package: Package) -> HttpResponse:
    """Open a session; for the package's trainer."""
    if not is_trainer_of(request.user, package):
        raise NotPossible(_("Only the trainer of the package opens its sessions."))
    form = SessionForm(None, request.POST if request.method == "POST" else None)
    posted = request.POST.get("once", "")
    once = posted if re.fullmatch(PATTERN, posted) else new_public_id()
    if form.is_bound and form.is_valid():
        opened = services.open_session(package, request.user, form.cleaned_data, public_id=once)
        messages.success(request, _("The session is open for sign-up."))
        return redirect(opened)
    context = {"package": package, "form": form, "once": once}
    return render(request, "training/session_edit.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_session
def edit(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """Change date, place, seats."""
    form = SessionForm(session, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"package": session.package, "session": session, "form": form}
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.change_session(session, request.user, form.cleaned_data, request.POST.get("base", "")[:16])
        except Overtaken:
            context["overtaken"], status = stored_elsewhere(form, SessionForm(session)), 409
        else:
            messages.success(request, _("Saved. Whoever signed up was told when date or place changed."))
            return redirect(session)
    context["base"] = services.base_of(session)
    return render(request, "training/session_edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_session
def cancel(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """Ask for the reason, then call the session off."""
    labels = {"label": _("Reason"), "help_text": _("Whoever signed up reads it.")}
    form = ReasonForm(request.POST if request.method == "POST" else None, **labels)
    if form.is_bound and form.is_valid():
        services.cancel_session(session, request.user, form.cleaned_data["reason"])
        messages.success(request, _("The session was called off. Whoever signed up was told."))
        return redirect(session)
    context = {"package": session.package, "session": session, "form": form, "act": "cancel"}
    return render(request, "training/confirm.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_own_session
def attendance(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """Who signed up, who was there, and what they said; for the package's trainer only."""
    if request.method == "POST":
        keys = set(request.POST.getlist("present"))
        listed = session.sign_ups.active().filter(public_id__in=[key for key in keys if re.fullmatch(PATTERN, key)])
        services.note_attendance(session, request.user, set(listed.values_list("user_id", flat=True)))
        messages.success(request, _("Attendance was noted. Certificates are ready."))
        return redirect("training-attendance", session.public_id)
    page = SessionPage(session, request.user)
    return render(request, "training/attendance.html", {"page": page, "feedback": feedback_of(session)})


# --- Members ----------------------------------------------------------------------------------------------------------
@require_POST
@on_session
def sign_up(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """Take a seat, or a place on the waiting list."""
    row = services.sign_up(session, request.user)
    waits = _("All seats are taken. You are on the waiting list and hear from us when one becomes free.")
    messages.success(request, waits if row.state == SignUp.State.WAITING else _("You have signed up."))
    return redirect(session)


@require_POST
@on_session
def sign_off(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """Give it back."""
    services.sign_off(session, request.user)
    messages.success(request, _("Your sign-up was cancelled."))
    return redirect(session)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_session
def feedback(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """What somebody who was there thinks of it."""
    row = SessionPage(session, request.user).own
    if row is None or not row.has_certificate or row.gave_feedback:
        raise NotPossible(_("Feedback is given once, by those who were there."))
    form = FeedbackForm(session.package, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        services.give_feedback(row, form.cleaned_data["useful"], form.answers())
        messages.success(request, _("Thank you for your feedback."))
        return redirect(session)
    context = {"session": session, "form": form}
    return render(request, "training/feedback.html", context, status=422 if form.is_bound else 200)
