"""事例募集・表彰・成果発表会: the list, a call with its results, entering, and the pages for curators."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from bansou.forms import page_number
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from knowhow.calls import page, services
from knowhow.calls.forms import CallForm, choices_of
from knowhow.models import Call, Entry
from knowhow.people import may_edit
from knowhow.views.doors import curator_required

PAGE_SIZE = 20
LIST = gettext_lazy("Calls and awards")


def _crumbs(*last: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(LIST, reverse("calls") if last else ""), *last]


def _known(request: HttpRequest, public_id: str) -> Call:
    """An announced call; for curators a draft too."""
    calls = Call.objects.all() if may_edit(request.user) else Call.objects.announced()
    return get_object_or_404(calls, public_id=public_id)


@require_safe
@member_required
def calls(request: HttpRequest) -> HttpResponse:
    """Calls that are open or will be, and those that are over."""
    today, curates = timezone.localdate(), may_edit(request.user)
    over = Paginator(Call.objects.over_on(today), PAGE_SIZE).get_page(page_number(request.GET.get("page")))
    context = {
        "open": Call.objects.open_on(today),
        "over": over,
        "drafts": Call.objects.drafts() if curates else [],
        "may_edit": curates,
        "today": today,
        "crumbs": _crumbs(),
    }
    return render(request, "knowhow/calls/list.html", context)


@require_safe
@member_required
def call(request: HttpRequest, public_id: str) -> HttpResponse:
    """One call: theme, dates, own cases, and which were chosen once the results are out."""
    found = _known(request, public_id)
    chosen = page.chosen_in(found, request.user)
    context = {
        "call": found,
        "chosen": chosen,
        "others": page.others_in(found, len(chosen)),
        "own": page.own_cases(found, request.user),
        "is_open": found.is_open(),
        "may_edit": may_edit(request.user),
        "crumbs": _crumbs((found.title, "")),
    }
    return render(request, "knowhow/calls/call.html", context)


# --- Entering -----------------------------------------------------------------------------------------------------------
@require_POST
@member_required
def enter(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST `case`: the number of an own case."""
    found = get_object_or_404(Call.objects.announced(), public_id=public_id)
    number = request.POST.get("case", "").replace("\0", "")[:10]
    case = CaseStudy.objects.written_by(request.user).filter(public_id=number).first()
    if case is None:
        messages.warning(request, _("Please choose one of your cases."))
        return redirect(found)
    try:
        services.enter(found, case, request.user)
        messages.success(request, _("Your case takes part. Thank you."))
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    return redirect(found)


@require_POST
@member_required
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """An author takes the case out of the call."""
    own = CaseStudy.objects.written_by(request.user)
    entry = get_object_or_404(Entry.objects.select_related("call", "case"), public_id=public_id, case__in=own)
    try:
        services.take_back(entry, request.user)
        messages.success(request, _("Your case does not take part any more."))
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    return redirect(entry.call)


# --- Curators -----------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def new(request: HttpRequest) -> HttpResponse:
    """Write a call; it is a draft first."""
    return _write(request, Call())


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change theme and dates."""
    return _write(request, get_object_or_404(Call, public_id=public_id))


def _write(request: HttpRequest, found: Call) -> HttpResponse:
    form = CallForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("The change was saved."))
        return redirect(services.write(found, form.cleaned_data, request.user))
    title = _("Change the call") if found.pk else _("A new call")
    context = {"form": form, "call": found, "title": title, "crumbs": _crumbs((title, ""))}
    return render(request, "knowhow/calls/edit.html", context, status=422 if form.errors else 200)


@require_POST
@curator_required
def announce(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show it to the members."""
    found = get_object_or_404(Call, public_id=public_id)
    services.announce(found, request.user)
    messages.success(request, _("The call is announced."))
    return redirect(found)


@require_POST
@curator_required
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete a draft."""
    found = get_object_or_404(Call, public_id=public_id)
    try:
        services.discard(found, request.user)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return redirect(found)
    messages.success(request, _("The draft was deleted."))
    return redirect("calls")


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """All entries; a POST notes what they are chosen for, with `publish` it makes the results known."""
    found = get_object_or_404(Call, public_id=public_id)
    rows = page.rows_of(found, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and all([row.form.is_valid() for row in rows]):  # noqa: C419 - every form shows its errors
        services.choose(found, choices_of((row.entry, row.form) for row in rows), request.user)
        return _publish(request, found) if "publish" in request.POST else _saved(request, found)
    wrong = any(row.form.errors for row in rows)
    crumbs = _crumbs((found.title, found.get_absolute_url()), (pgettext("of a call", "Entries"), ""))
    context = {"call": found, "rows": rows, "crumbs": crumbs}
    return render(request, "knowhow/calls/choose.html", context, status=422 if wrong else 200)


def _saved(request: HttpRequest, found: Call) -> HttpResponse:
    messages.success(request, _("The change was saved."))
    return redirect("call-choose", found.public_id)


def _publish(request: HttpRequest, found: Call) -> HttpResponse:
    try:
        services.publish_results(found, request.user)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return redirect("call-choose", found.public_id)
    messages.success(request, _("The results are out."))
    return redirect(found)
