"""Writing know-how: the curators' desk, the form, evidence from a case, the end of a publication."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bansou.forms import page_number
from bansou.public_id import PATTERN, new_public_id
from casestudies.forms.rows import apply_row_action
from casestudies.models.rows import new_key
from knowhow import content, desk, services
from knowhow.differences import differences
from knowhow.editor import Editor
from knowhow.forms import ReasonForm
from knowhow.models import Article
from knowhow.people import may_delete
from knowhow.services import Conflict, Refused
from knowhow.views.doors import curator_required, on_article

PAGE_SIZE = 30
ROW_KINDS = ("questions", "evidence")


@never_cache
@require_safe
@curator_required
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for a review, what is in work, what is published and what was withdrawn."""
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in desk.LISTS else desk.first_list(request.user)
    articles = desk.LISTS[chosen].articles(request.user)
    page = Paginator(articles, PAGE_SIZE).get_page(page_number(request.GET.get("page")))
    context = {
        "tabs": desk.tabs(request.user, chosen),
        "entries": [desk.entry(article, request.user, chosen) for article in page.object_list],
        "page_obj": page,
        "show": chosen,
    }
    return render(request, "knowhow/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def new(request: HttpRequest) -> HttpResponse:
    """A new article; it begins with the first saving."""
    if request.method != "POST":
        return _show(request, Editor(None, request.user), once=new_public_id())
    data, pressed = _with_buttons(request.POST)
    editor, once = Editor(None, request.user, data), data.get("once", "")
    once = once if re.fullmatch(PATTERN, once) else new_public_id()
    if pressed:
        return _show(request, editor.unchecked(pressed), once=once)
    if not editor.is_valid():
        return _show(request, editor, once=once, status=422)
    return _after(request, services.create_once(request.user, editor.content(), once), data)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_article
def edit(request: HttpRequest, article: Article) -> HttpResponse:
    """The draft of an article. The published text stays until a second curator approves."""
    if article.is_waiting:
        return redirect("knowhow-review", article.public_id)
    if request.method != "POST":
        return _show(request, Editor(article, request.user))
    data, pressed = _with_buttons(request.POST)
    editor = Editor(article, request.user, data)
    if pressed:
        return _show(request, editor.unchecked(pressed))
    if not editor.is_valid():
        return _show(request, editor, status=422)
    try:
        saved = services.save_draft(article, request.user, editor.content(), data.get("base", "")[:16])
    except Conflict as conflict:
        return _conflict(request, conflict.article, editor)
    return _after(request, saved, data)


def _with_buttons(posted: QueryDict) -> tuple[QueryDict, str]:
    """The posted data after a row button was pressed, and the key of that row; '' when none was."""
    data, pressed = posted, ""
    for kind in ROW_KINDS:
        data, verb, key = apply_row_action(data, kind)
        if verb == "add":
            key = new_key()
            data = data.copy()
            data.appendlist(f"{kind}-keys", key)
        pressed = key or pressed
    return data, pressed


def _show(request: HttpRequest, editor: Editor, status: int = 200, **more: Any) -> HttpResponse:
    context = {"editor": editor, "article": editor.article, "problems": editor.problems(), **more}
    context["may_delete"] = bool(editor.article) and may_delete(request.user, editor.article)
    return render(request, "knowhow/edit.html", context, status=status)


def _conflict(request: HttpRequest, article: Article, editor: Editor) -> HttpResponse:
    """Somebody else saved meanwhile: both texts are there, and saving once more is a decision."""
    stored = content.read(article.draft)
    changes = differences(stored, {**stored, **editor.content()})
    editor.base = content.fingerprint(article.draft)
    return _show(request, editor, status=409, conflict=changes, conflict_by=article.latest_revision)


def _after(request: HttpRequest, article: Article, data: QueryDict) -> HttpResponse:
    """Saved: say so, and hand it on when that was asked for."""
    if data.get("action") != "ask":
        messages.success(request, _("The draft was saved."))
        return redirect("knowhow-edit", article.public_id)
    try:
        services.ask_review(article, request.user)
    except Refused as refused:
        editor = Editor(article, request.user)
        editor.refused = refused.problems
        return _show(request, editor, status=422)
    messages.success(request, _("The other curators were told. You hear from them here and by mail."))
    return redirect("knowhow-review", article.public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_article
def withdraw(request: HttpRequest, article: Article) -> HttpResponse:
    """Ask for the public reason, then end the publication at once."""
    labels = {
        "label": _("Reason (shown to readers)"),
        "help_text": _("It stands on the page that readers find instead."),
    }
    form = ReasonForm(request.POST if request.method == "POST" else None, **labels)
    if form.is_bound and form.is_valid():
        services.withdraw(article, request.user, form.cleaned_data["reason"])
        messages.success(request, _("The article is no longer published."))
        return redirect("knowhow-mine")
    context = {"article": article, "form": form, "act": "withdraw"}
    return render(request, "knowhow/confirm.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_article
def discard(request: HttpRequest, article: Article) -> HttpResponse:
    """Ask, then forget the changes, or the whole draft when it never was published."""
    if request.method == "POST":
        deleted = services.discard(article, request.user)
        done = _("The draft was deleted.") if deleted else _("The changes were discarded.")
        messages.success(request, done)
        return redirect("knowhow-mine")
    act = "discard" if article.live else "delete"
    return render(request, "knowhow/confirm.html", {"article": article, "act": act})
