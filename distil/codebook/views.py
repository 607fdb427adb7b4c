"""The codebook's pages; curators only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casestudies.services.refusal import NotPossible
from distil.codebook import services
from distil.codebook.forms import CodeForm, MergeForm
from distil.codebook.history import history_of, recent_history
from distil.codebook.tree import Codebook
from distil.models import Code
from knowhow.views.doors import curator_required
from search.exports.serving import send


@never_cache
@require_safe
@curator_required
def codebook(request: HttpRequest) -> HttpResponse:
    """All codes in their order, the retired ones, what was changed last."""
    book = Codebook()
    counts = book.counted(request.user)
    rows = [(node, counts[node.code.pk]) for node in book.nodes()]
    retired = [(code, counts[code.pk]) for code in book.retired()]
    context = {"rows": rows, "retired": retired, "history": recent_history()[:10]}
    return render(request, "distil/codebook.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def code_new(request: HttpRequest) -> HttpResponse:
    """Add a code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.create(request.user, **form.values())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The code was added."))
            return redirect("codebook")
    return render(request, "distil/code.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def code(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a code; below: merging, retiring, its history."""
    found = _code(public_id)
    form = CodeForm(request.POST if request.method == "POST" else None, code=found)
    if form.is_bound and form.is_valid():
        try:
            services.change(found, request.user, **form.values())
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The code was changed."))
            return redirect("codebook")
    return _code_page(request, found, form)


def _code(public_id: str) -> Code:
    return get_object_or_404(Code.objects.select_related("parent", "merged_into", "created_by"), public_id=public_id)


def _code_page(request: HttpRequest, found: Code, form: CodeForm, merging: MergeForm | None = None) -> HttpResponse:
    book = Codebook()
    context = {
        "code": found,
        "form": form,
        "merging": merging or MergeForm(None, book, found),
        "count": book.counted(request.user)[found.pk],
        "history": history_of(found),
    }
    wrong = form.errors or (merging and merging.errors)
    return render(request, "distil/code.html", context, status=422 if wrong else 200)


@require_POST
@curator_required
def code_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Its marks go to another code."""
    found = _code(public_id)
    form = MergeForm(request.POST, Codebook(), found)
    if form.is_valid():
        try:
            moved = services.merge(found, form.cleaned_data["into"], request.user)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            text = ngettext("Merged; %(n)s mark was taken over.", "Merged; %(n)s marks were taken over.", moved)
            messages.success(request, text % {"n": moved})
            return redirect(form.cleaned_data["into"])
    return _code_page(request, found, CodeForm(None, code=found), form)


@require_POST
@curator_required
def code_retire(request: HttpRequest, public_id: str) -> HttpResponse:
    """Out of use, or (`on=0`) in use again."""
    found = _code(public_id)
    try:
        (services.revive if request.POST.get("on") == "0" else services.retire)(found, request.user)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    return redirect(found)


@require_safe
@curator_required
def codebook_csv(request: HttpRequest) -> HttpResponseBase:
    """The codebook as a file, retired codes too."""
    return send(_lines(Codebook(), request.user), "csv", "bansou-codebook")


def _lines(book: Codebook, user: Any) -> list[list[Any]]:
    head = [
        _("Number"), _("Code"), _("Path"), _("Definition"), _("Colour"), _("Key"), _("State"), _("Merged into"), _("Marks"),
        _("Added"),
    ]  # fmt: skip
    codes = [*(node.code for node in book.nodes()), *book.retired()]
    counts = book.counted(user)
    return [head, *(_line(book, code, counts[code.pk]) for code in codes)]


def _line(book: Codebook, code: Code, count: int) -> list[Any]:
    state = _("Merged") if code.merged_into_id else _("In use") if code.is_active else _("Retired")
    into = book.path(code.merged_into_id) if code.merged_into_id else ""
    said = [code.public_id, code.name, book.path(code.pk), code.definition, code.get_colour_display(), code.letter]
    return [*said, state, into, count, timezone.localdate(code.created_at)]
