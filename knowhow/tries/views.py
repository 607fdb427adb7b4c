"""「試す」: one press on an article, one's own tries, and the question how it went."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from bansou.forms import page_number
from bansou.public_id import PATTERN, new_public_id
from knowhow.models import Article, Try, TrySilence
from knowhow.tries import services
from knowhow.tries.forms import AnswerForm

PAGE_SIZE = 20


@require_POST
@member_required
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """試してみる."""
    article = get_object_or_404(Article.objects.visible_to(request.user), public_id=public_id)
    services.begin(article, request.user)
    messages.success(request, _("It is on your list now. In 30 days you are asked how it went."))
    return redirect(f"{article.get_absolute_url()}#try")


@never_cache
@require_safe
@member_required
def tries(request: HttpRequest) -> HttpResponse:
    """One's own tries; those that wait for an answer first."""
    pages = Paginator(Try.objects.of(request.user).select_related("article", "case"), PAGE_SIZE)
    page = pages.get_page(page_number(request.GET.get("page")))
    silent = TrySilence.objects.filter(user=request.user.pk).exists()
    context = {"page": page, "silent": silent, "crumbs": [(_("My page"), reverse("me")), (_("Know-how I try"), "")]}
    return render(request, "knowhow/tries/list.html", context)


def _own(request: HttpRequest, public_id: str) -> Try:
    return get_object_or_404(Try.objects.of(request.user).select_related("article", "case"), public_id=public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def attempt(request: HttpRequest, public_id: str) -> HttpResponse:
    """How did it go? A POST answers; what was answered earlier stands below."""
    found = _own(request, public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        services.answer(found, form.cleaned_data["result"], form.cleaned_data["text"])
        messages.success(request, _("Thank you. Your answer helps others to see when it works."))
        return redirect(found)
    return render(request, "knowhow/tries/try.html", _context(request, found, form), status=422 if form.errors else 200)


def _context(request: HttpRequest, found: Try, form: AnswerForm) -> dict[str, Any]:
    readable = Article.objects.visible_to(request.user).filter(pk=found.article_id).exists()
    crumbs = [(_("My page"), reverse("me")), (_("Know-how I try"), reverse("tries")), (_("How did it go?"), "")]
    begins = readable and found.result in services.BEGINS
    return {
        "attempt": found,
        "form": form,
        "readable": readable,
        "answers": found.answers.all(),
        "may_begin_case": begins and not found.case,
        "once": new_public_id(),
        "crumbs": crumbs,
    }


@require_POST
@member_required
def begin_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """A case from what was answered."""
    found = _own(request, public_id)
    get_object_or_404(Article.objects.visible_to(request.user), pk=found.article_id)
    posted = request.POST.get("once", "")
    case = services.begin_case(found, posted if re.fullmatch(PATTERN, posted) else new_public_id())
    messages.success(request, _("A draft was begun. The know-how that you used is noted on it."))
    return redirect("case-edit", case.public_id)


@require_POST
@member_required
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST `on`: 0 for no more questions about this try, 1 for questions again."""
    services.stop(_own(request, public_id), request.POST.get("on") != "1")
    messages.success(request, _("The change was saved."))
    return redirect("tries")


@require_POST
@member_required
def silence(request: HttpRequest) -> HttpResponse:
    """POST `on`: 0 for no questions about tries at all, 1 for questions again."""
    services.silence(request.user, request.POST.get("on") != "1")
    messages.success(request, _("The change was saved."))
    return redirect("tries")
