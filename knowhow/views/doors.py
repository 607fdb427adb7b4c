"""Doors of the pages for curators, and a sentence for whoever comes too late."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from bansou.accounts.doors import member_required
from casestudies.services.refusal import NotPossible
from knowhow.models import Article
from knowhow.people import may_edit

View = Callable[..., HttpResponse]


def curator_required(view: View) -> View:
    """Curators and administrators; everybody else is told that the page is not for them."""

    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_edit(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def on_article(view: View) -> View:
    """Give the view the article in whatever state. A refusal is said in a sentence on the article's review page."""

    @curator_required
    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        articles = Article.objects.select_related("author", "latest_revision__user", "reviewer")
        article = get_object_or_404(articles, public_id=public_id)
        try:
            return view(request, article, *args, **kwargs)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect("knowhow-review", public_id)

    return guarded
