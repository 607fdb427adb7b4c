"""The pages of a case in hand.

The sentence comes by POST and goes into the answer; nothing else ever holds it, unless its owner saves it. The answer
is not cached, and error reports leave the sentence out.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from search.fromcase import keeping
from search.fromcase.forms import NameForm, SituationForm, codes_of, initial_of
from search.fromcase.memo import memo_of
from search.fromcase.page import result_of
from search.fromcase.situation import situation
from search.models import OwnSituation

PAGE, KEPT, MEMO = "search/fromcase/page.html", "search/fromcase/kept.html", "search/fromcase/memo.html"
INVALID = 422


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Not kept by any cache; words and local variables are left out of error reports."""

    @never_cache
    @sensitive_post_parameters("text", "name")
    @wraps(view)
    @sensitive_variables()
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return guarded


@private
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def from_case(request: HttpRequest) -> HttpResponse:
    """The form; posted, the same page with the result."""
    if request.method != "POST":
        return _page(request, SituationForm(initial={"step": request.GET.get("step", "")}))
    form = SituationForm(request.POST)
    return _page(request, form, with_result=form.is_valid())


@sensitive_variables()
def _page(
    request: HttpRequest, form: SituationForm, with_result: bool = False, status: int = 200, **more: Any
) -> HttpResponse:
    result = result_of(form.situation, request.user) if with_result else None
    if form.is_bound and not form.is_valid():
        status = INVALID
    context = {"form": form, "result": result, "name_form": NameForm(auto_id="keep_%s"), **more}
    return render(request, PAGE, context, status=status)


@private
@require_safe
def visit_memo(request: HttpRequest) -> HttpResponse:
    """訪問メモ; its address names passages only, and each is checked for this reader."""
    return render(request, MEMO, {"memo": memo_of(request.GET, request.user)})


# --- Kept by their owner ------------------------------------------------------------------------------------------------
@private
@require_safe
@member_required
def kept_list(request: HttpRequest) -> HttpResponse:
    """What the reader keeps."""
    return render(request, KEPT, {"kept": keeping.kept_by(request.user)})


@private
@require_POST
@member_required
@sensitive_variables()
def keep(request: HttpRequest) -> HttpResponse:
    """Save what was filled in, under a name."""
    form, name_form = SituationForm(request.POST), NameForm(request.POST, auto_id="keep_%s")
    if not (form.is_valid() and name_form.is_valid()):
        return _page(request, form, with_result=form.is_valid(), status=INVALID, name_form=name_form)
    values = form.cleaned_data
    try:
        kept = keeping.keep(request.user, name_form.cleaned_data["name"], codes_of(values), values["text"])
    except keeping.TooMany:
        name_form.add_error("name", _("You keep as many as there is room for. Delete one first."))
        return _page(request, form, with_result=True, status=INVALID, name_form=name_form)
    messages.success(request, _("Saved. Only you can see it."))
    return redirect("from-case-kept-one", pk=kept.pk)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@sensitive_variables()
def kept_one(request: HttpRequest, pk: int) -> HttpResponse:
    """A kept one with its result; posted, it is changed."""
    kept = _own(request, pk)
    if request.method == "POST":
        form, name_form = SituationForm(request.POST), NameForm(request.POST, auto_id="keep_%s")
        if form.is_valid() and name_form.is_valid():
            keeping.overwrite(
                kept, name_form.cleaned_data["name"], codes_of(form.cleaned_data), form.cleaned_data["text"]
            )
            messages.success(request, _("Saved. Only you can see it."))
            return redirect("from-case-kept-one", pk=kept.pk)
        return _page(request, form, with_result=form.is_valid(), status=INVALID, name_form=name_form, kept=kept)
    form = SituationForm(initial=initial_of(kept.values, kept.text))
    name_form = NameForm(initial={"name": kept.name}, auto_id="keep_%s")
    result = result_of(situation(kept.values, kept.text), request.user)
    return render(request, PAGE, {"form": form, "result": result, "name_form": name_form, "kept": kept})


@private
@require_POST
@member_required
def kept_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget it."""
    _own(request, pk).delete()
    messages.success(request, _("Deleted."))
    return redirect("from-case-kept")


def _own(request: HttpRequest, pk: int) -> OwnSituation:
    return get_object_or_404(keeping.kept_by(request.user), pk=pk)
