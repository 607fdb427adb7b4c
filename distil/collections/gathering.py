"""From the results of a search to a collection."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from distil.collections import services
from distil.collections.forms import NEW, GatherForm
from distil.collections.members import Found, found_by
from distil.models import Collection
from knowhow.views.doors import curator_required
from search.engines.base import SearchUnavailable
from search.models import SavedQuery
from search.saved.services import TooMany, save
from search.saved.views import NOT_NOW
from search.saved.words import NAME_LENGTH, conditions, proposed_name
from search.state import SearchState, parse


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def gather(request: HttpRequest) -> HttpResponse:
    """The results of this address go to a new collection or to one that is there, live or as they are now."""
    state = parse(request.GET).for_kind("case") if request.GET.get("kind", "case") != "case" else parse(request.GET)
    found = found_by(state, request.user)
    form = GatherForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            collection = _store(request.user, state, found, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The cases are in the collection."))
            return redirect(collection)
    context = {
        "form": form,
        "conditions": conditions(state),
        "found": found,
        "search_url": state.with_page(1),
        "action": request.get_full_path(),
    }
    return render(request, "distil/gather.html", context, status=422 if form.errors else 200)


def _store(by: Any, state: SearchState, found: Found, collection: Any, question: str, how: str) -> Collection:
    """Raises NotPossible with a sentence."""
    saved = _saved(by, state, question or str(collection)) if how == "live" else None
    cases = CaseStudy.objects.visible_to(by).filter(public_id__in=found.ids if how == "now" else ())
    if how == "now" and found.unavailable:
        raise NotPossible(str(NOT_NOW))
    if how == "now" and len(found.ids) < found.total:
        raise NotPossible(
            _("There are too many results to put in one by one. Narrow the search, or let the collection follow it.")
        )
    if collection == NEW:
        made = services.begin(by, question, saved=saved)
    elif saved:
        made = services.change(collection, by, collection.question, collection.note, saved)
    else:
        made = collection
    services.add(made, by, cases)
    return made


def _saved(by: Any, state: SearchState, question: str) -> SavedQuery:
    name = proposed_name(state) or question[:NAME_LENGTH]
    try:
        return save(by, state, name)[0]
    except TooMany as many:
        raise NotPossible(_("You keep as many saved searches as one may have. Please delete one first.")) from many
    except SearchUnavailable as away:
        raise NotPossible(str(NOT_NOW)) from away
