"""Looking after a published article: its flags, the day for looking again, the strength of the recommendation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowhow.flags import services
from knowhow.flags.forms import DayForm, SettleForm, StrengthForm
from knowhow.grade.services import set_strength
from knowhow.models import Article, Flag
from knowhow.page import ArticlePage
from knowhow.views.doors import on_article

SETTLED_SHOWN = 20
Refused = dict[int, SettleForm]  # by flag


@never_cache
@require_safe
@on_article
def page(request: HttpRequest, article: Article) -> HttpResponse:
    """What waits on this article, and what curators decide about it."""
    return _show(request, article)


def _show(
    request: HttpRequest, article: Article, status: int = 200, refused: Refused | None = None, **forms: Any
) -> HttpResponse:
    """The page; `refused` and `forms`: what was posted and is not in order."""
    flags, refused = article.flags.select_related("case", "settled_by"), refused or {}
    context: dict[str, Any] = {
        "article": article,
        "page": ArticlePage(article, request.user),
        "flags": [(flag, refused.get(flag.pk) or settle_form(flag.pk)) for flag in flags.open()],
        "settled": flags.filter(settled_at__isnull=False).order_by("-settled_at", "-pk")[:SETTLED_SHOWN],
        "proposals": article.proposals.open().select_related("by"),
        "strength_form": StrengthForm(initial=_strength_of(article)),
        "day_form": DayForm(initial={"day": article.review_by}),
        **forms,
    }
    return render(request, "knowhow/care.html", context, status=status)


def settle_form(flag: int, data: Any = None) -> SettleForm:
    """The form of one flag; several stand on the page."""
    return SettleForm(data, auto_id=f"flag{flag}_%s")


def _strength_of(article: Article) -> dict[str, str]:
    return {"strength": article.strength, "strength_reason": article.strength_reason}


@require_POST
@on_article
def settle(request: HttpRequest, article: Article, flag: int) -> HttpResponse:
    """A curator has looked at one flag."""
    found = get_object_or_404(Flag, pk=flag, article=article)
    form = settle_form(flag, request.POST)
    if not form.is_valid():
        return _show(request, article, status=422, refused={flag: form})
    services.settle(found, request.user, form.cleaned_data["note"])
    messages.success(request, _("Noted. Thank you for looking."))
    return redirect("knowhow-care", article.public_id)


@require_POST
@on_article
def look_again(request: HttpRequest, article: Article) -> HttpResponse:
    """A curator has looked at the text and says when to look again."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return _show(request, article, status=422, day_form=form)
    services.look_again_on(article, request.user, form.cleaned_data["day"])
    messages.success(request, _("The day was noted."))
    return redirect("knowhow-care", article.public_id)


@require_POST
@on_article
def strength(request: HttpRequest, article: Article) -> HttpResponse:
    """Curators set how strongly they recommend it."""
    form = StrengthForm(request.POST)
    if not form.is_valid():
        return _show(request, article, status=422, strength_form=form)
    set_strength(article, request.user, form.cleaned_data["strength"], form.cleaned_data["strength_reason"])
    messages.success(request, _("The recommendation was saved. Readers see it with its reason."))
    return redirect("knowhow-care", article.public_id)
