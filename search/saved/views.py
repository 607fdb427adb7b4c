"""Saved queries: one's own list, saving, changing, sharing; and the way out of the mails."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from bansou.forms import page_number
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.models import SavedQuery
from search.models.saved import Alert, digest_of
from search.saved import services
from search.saved.forms import SavedQueryForm
from search.saved.news import Mark, overview
from search.saved.notice import person_of
from search.saved.words import conditions, proposed_name
from search.state import SearchState, parse, parse_query_string

PER_PAGE = 10
NOT_NOW = gettext_lazy("The search cannot be asked at the moment. Please try again in some minutes.")


@dataclass(frozen=True)
class Row:
    """What the list shows of a saved query. `total` None: the engine cannot say now."""

    saved: SavedQuery
    conditions: list[dict[str, Any]]
    total: int | None = None
    new: int = 0


def row_of(saved: SavedQuery, owner: Any) -> Row:
    """Counts of what its owner may read, as of now."""
    state = parse_query_string(saved.query)
    try:
        return Row(saved, conditions(state), *overview(state, owner, Mark.read(saved.looked)))
    except SearchUnavailable:
        return Row(saved, conditions(state))


def _own(request: HttpRequest, public_id: str) -> SavedQuery:
    return get_object_or_404(SavedQuery, public_id=public_id, owner=request.user.pk)


@require_safe
@member_required
def saved_searches(request: HttpRequest) -> HttpResponse:
    """One's own saved queries with their counts, newest first."""
    mine = SavedQuery.objects.filter(owner=request.user.pk)
    page = Paginator(mine, PER_PAGE).get_page(page_number(request.GET.get("page")))
    with get_engine().steady():
        rows = [row_of(saved, request.user) for saved in page]
    context = {"page": page, "rows": rows, "limit": services.LIMIT, "crumbs": crumbs()}
    return render(request, "search/saved/list.html", context)


def crumbs(*below: str) -> list[tuple[str, str]]:
    """My page › saved searches › what is below; the last one is where one is."""
    found = [(_("My page"), reverse("me")), (_("Saved searches"), reverse("saved-searches")), *((b, "") for b in below)]
    return [*found[:-1], (found[-1][0], "")]


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Save the search of this address; one that is saved already is shown instead."""
    state = replace(parse(request.GET), page=1)
    initial = {"name": proposed_name(state), "alert": Alert.NONE}
    form = SavedQueryForm(request.POST or None, kind=state.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _save(request, state, form)
    there = SavedQuery.objects.filter(owner=request.user.pk, digest=digest_of(state.canonical)).first()
    if there:
        return redirect(there)
    return _form_page(request, form, state)


def _form_page(request: HttpRequest, form: SavedQueryForm, state: SearchState, **more: Any) -> HttpResponse:
    saved = more.get("saved")
    context = {"form": form, "conditions": conditions(state), "search_url": state.with_page(1), **more}
    context["crumbs"] = crumbs(saved.name if saved else _("Save this search"))
    return render(request, "search/saved/form.html", context, status=400 if form.errors else 200)


def _save(request: HttpRequest, state: SearchState, form: SavedQueryForm) -> HttpResponse:
    try:
        _saved, is_new = services.save(request.user, state, **form.cleaned_data)
    except services.TooMany:
        text = _("You may keep %(limit)s searches. Please delete one that you no longer need.")
        form.add_error(None, text % {"limit": services.LIMIT})
        return _form_page(request, form, state)
    except SearchUnavailable:
        form.add_error(None, NOT_NOW)
        return _form_page(request, form, state)
    messages.success(request, _("The search was saved.") if is_new else _("This search was saved before."))
    return redirect("saved-searches")


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_search(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change name, note and alert; the link and the end of it stand below."""
    saved = _own(request, public_id)
    state = parse_query_string(saved.query)
    initial = {"name": saved.name, "note": saved.note, "alert": saved.alert}
    form = SavedQueryForm(request.POST or None, kind=state.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(saved, **form.cleaned_data)
        except SearchUnavailable:
            form.add_error(None, NOT_NOW)
        else:
            messages.success(request, _("The change was saved."))
            return redirect("saved-searches")
    shared_url = request.build_absolute_uri(saved.shared_path) if saved.share_token else ""
    return _form_page(request, form, state, saved=saved, shared_url=shared_url)


@member_required
@require_POST
def open_search(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go to the search; what is there now counts as seen. A POST: a GET writes nothing."""
    saved = _own(request, public_id)
    with suppress(SearchUnavailable):  # then it stays new
        services.look(saved)
    return redirect(saved.search_url)


@member_required
@require_POST
def share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make (`on=1`) or end (`on=0`) the link for others."""
    saved = _own(request, public_id)
    if request.POST.get("on") == "1":
        services.share(saved)
    else:
        services.unshare(saved)
        messages.success(request, _("The link no longer works."))
    return redirect(f"{saved.get_absolute_url()}#share")


@member_required
@require_POST
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete it with its alert and its link."""
    _own(request, public_id).delete()
    messages.success(request, _("The saved search was deleted."))
    return redirect("saved-searches")


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The search behind a link, with the rights of whoever opens it."""
    saved = SavedQuery.objects.filter(share_token=token, owner__is_active=True).first()
    if saved is None:
        raise Http404
    response = redirect(saved.search_url)
    response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt  # mail programs press it for their reader (RFC 8058); the signed token says who
@require_http_methods(["GET", "HEAD", "POST"])
def stop_alerts(request: HttpRequest, token: str) -> HttpResponse:
    """End all alerts of the person whose mail held this link, without signing in: asked first, done by POST."""
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        services.stop_all(person)
    return render(request, "search/saved/stop.html", {"done": request.method == "POST"})
