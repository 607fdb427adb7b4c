"""The curators' pages about synonyms: all groups, what a query is widened to, one group."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from knowhow.views.doors import curator_required
from search.models import SynonymGroup
from search.query import compile_query
from search.state import text_of
from search.synonyms.current import synonyms_in_force
from search.synonyms.expansion import Sequence, Synonyms
from search.synonyms.forms import SynonymForm
from search.synonyms.services import save_group


@never_cache
@require_safe
@curator_required
def synonyms(request: HttpRequest) -> HttpResponse:
    """All groups; with `q` what that query looks for."""
    q = text_of(request.GET)
    groups = SynonymGroup.objects.select_related("changed_by")
    return render(request, "search/synonyms/list.html", {"groups": groups, "q": q, "widened": widened(q)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def synonym_new(request: HttpRequest) -> HttpResponse:
    """Add a group."""
    return _edit(request, SynonymGroup())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def synonym_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a group or switch it off."""
    return _edit(request, get_object_or_404(SynonymGroup, public_id=public_id))


def _edit(request: HttpRequest, group: SynonymGroup) -> HttpResponse:
    form = SynonymForm(request.POST if request.method == "POST" else None, instance=group)
    if form.is_bound and form.is_valid():
        save_group(form.save(commit=False), request.user)
        messages.success(request, _("Saved. Searches use it from now on."))
        return redirect("synonyms")
    return render(request, "search/synonyms/edit.html", {"form": form}, status=422 if form.errors else 200)


def widened(q: str) -> list[dict[str, Any]]:
    """What each word of a query looks for: the word as typed, and the others that find the same."""
    synonyms = synonyms_in_force()
    return [
        {"typed": clause.surface, "others": [_shown(sequence, synonyms) for sequence in clause.alternatives[1:]]}
        for clause in compile_query(q, synonyms).clauses
    ]


def _shown(sequence: Sequence, synonyms: Synonyms) -> str:
    """As a group writes it; what OR joins is in no group."""
    return synonyms.written.get(sequence) or " ".join(sequence)
