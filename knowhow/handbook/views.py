"""The doors of handbooks: everybody reads the editions that are for them, makers order and close them."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.vocabulary import terms
from knowhow.handbook import services, words
from knowhow.handbook.forms import HandbookForm
from knowhow.handbook.people import maker_required, may_make
from knowhow.models import HandbookAudience, HandbookEdition

SHOWN = 200
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All handbooks for this reader, the newest edition of each first; for makers also those in work."""
    found = HandbookEdition.objects.visible_to(request.user).light()[:SHOWN]
    is_maker = may_make(request.user)
    context = {
        "series": series_of(list(found)),
        "may_make": is_maker,
        "in_work": HandbookEdition.objects.unfinished().light()[:SHOWN] if is_maker else [],
        "crumbs": crumbs(),
    }
    return render(request, "knowhow/handbook/index.html", context)


def series_of(editions: list[HandbookEdition]) -> list[dict[str, Any]]:
    """Editions of one handbook together: {"newest", "older"}; the handbook with the newest edition first."""

    def which(edition: HandbookEdition) -> tuple[str, str]:
        return edition.title, edition.audience

    groups = (list(group) for _key, group in groupby(sorted(editions, key=which), which))
    ordered = (sorted(group, key=lambda edition: edition.number or 0, reverse=True) for group in groups)
    listed = [{"newest": newest, "older": older} for newest, *older in ordered]
    return sorted(listed, key=lambda series: series["newest"].done_at, reverse=True)


def crumbs(*below: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of handbooks."""
    top = [(_("Know-how"), reverse("knowhow"))]
    return [*top, (_("Handbooks"), reverse("handbooks") if below else ""), *below]


@require_http_methods(["GET", "HEAD", "POST"])
@maker_required
def new(request: HttpRequest) -> HttpResponse:
    """Order an edition."""
    every_step = [term.code for term in terms.offered("step")]
    start = {
        "title": _("Handbook of accompanying support"), "audience": HandbookAudience.PUBLIC, "steps": every_step,
    }  # fmt: skip
    form = HandbookForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        return redirect(services.order(request.user, **form.cleaned_data))
    return render(request, "knowhow/handbook/new.html", {"form": form, "crumbs": crumbs((_("Make an edition"), ""))})


@require_safe
def edition(request: HttpRequest, public_id: str) -> HttpResponse:
    """One edition: what it is and its files; while it is made, how far it is."""
    found = _edition(request, public_id)
    if found is None:
        return _closed(request, public_id)
    context = {
        "edition": found,
        "name": words.edition_name(found.number) if found.number else "",
        "content": found.content,
        "facts": words.facts(found.content, found.number or 1) if found.done_at else [],
        "may_make": may_make(request.user),
        "crumbs": crumbs((found.title, "")),
    }
    return render(request, "knowhow/handbook/edition.html", context)


def _edition(request: HttpRequest, public_id: str) -> HandbookEdition | None:
    """What the reader may read; a maker also what is in work or was given up."""
    readable = HandbookEdition.objects.visible_to(request.user).filter(public_id=public_id).first()
    if readable or not may_make(request.user):
        return readable
    return HandbookEdition.objects.filter(public_id=public_id, done_at=None, closed_at=None).first()


def _closed(request: HttpRequest, public_id: str) -> HttpResponse:
    """410 with a way to the newest edition for whoever could read it once; 404 for everybody else."""
    closed = HandbookEdition.objects.closed_to(request.user).filter(public_id=public_id).first()
    if closed is None:
        raise Http404
    newer = HandbookEdition.objects.visible_to(request.user).of_series(closed).light().order_by("-number").first()
    return render(request, "knowhow/handbook/closed.html", {"edition": closed, "newer": newer}, status=410)


@require_safe
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole text as a page."""
    found = HandbookEdition.objects.visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        return _closed(request, public_id)
    context = words.around(found.content, found.number or 1)
    above = (f"{found.title}　{words.edition_name(found.number or 1)}", found.get_absolute_url())
    context |= {"edition": found, "crumbs": crumbs(above, (_("Text"), ""))}
    return render(request, "knowhow/handbook/read.html", context)


@require_safe
def file(request: HttpRequest, public_id: str, format: str) -> HttpResponseBase:
    """The PDF or the Word file."""
    found = HandbookEdition.objects.visible_to(request.user).light().filter(public_id=public_id).first()
    if format not in TYPES or found is None:
        return _closed(request, public_id)
    stored = getattr(found, format)
    if not stored or not stored.storage.exists(stored.name):
        raise Http404
    name = f"{found.title}_{words.edition_name(found.number or 1)}.{format}"
    answer = FileResponse(stored.open("rb"), filename=name, as_attachment=format != "pdf", content_type=TYPES[format])
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@maker_required
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand an edition out no more."""
    found = get_object_or_404(HandbookEdition.objects.published(), public_id=public_id)
    services.close(found, request.user)
    messages.success(request, _("The edition is not handed out any more."))
    return redirect("handbooks")
