"""The pages of significant terms, for curators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bansou.vocabulary import terms
from distil.contrast.page import compared, said_of, word_of
from distil.contrast.sides import STEP, asked_for, offered
from knowhow.views.doors import curator_required
from search.engines.base import SearchUnavailable


@never_cache
@require_safe
@curator_required
def contrast(request: HttpRequest) -> HttpResponse:
    """What one selection of cases says more often than another."""
    asked = asked_for(request.GET)
    context = {
        "asked": asked,
        "choices": [("a", offered(request.user, asked.one)), ("b", offered(request.user, asked.other))],
        "steps": [(code, terms.short(STEP, code), code == asked.step) for code in terms.scheme(STEP)],
    }
    try:
        context |= compared(asked, request.user)
    except SearchUnavailable:
        context["is_unavailable"] = True
    return render(request, "distil/contrast/page.html", context)


@never_cache
@require_safe
@curator_required
def contrast_word(request: HttpRequest) -> HttpResponse:
    """Where either selection says one word."""
    asked, word = asked_for(request.GET), word_of(request.GET.get("word", ""))
    if not word:
        return redirect(f"{reverse('contrast')}?{asked.query_string}")
    context = {"asked": asked, "word": word}
    try:
        context |= said_of(asked, word, request.user)
    except SearchUnavailable:
        context["is_unavailable"] = True
    return render(request, "distil/contrast/word.html", context)
