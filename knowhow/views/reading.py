"""The list of know-how, an article, and what a member does with it."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bansou.accounts.doors import member_required
from bansou.forms import page_number
from bansou.public_id import PATTERN, new_public_id
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from knowhow import services
from knowhow.cards import card
from knowhow.filters import Chosen, chosen_of, links, step_choices
from knowhow.grade import weights
from knowhow.models import Article, ArticleKind, ArticleQuerySet
from knowhow.page import ArticlePage
from knowhow.people import may_edit

PAGE_SIZE = 20
UNGRADED = "none"  # in the address


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Published articles that the reader may read, by kind, step and grade."""
    chosen, url = chosen_filters(request), reverse("knowhow")
    articles = filtered(Article.objects.visible_to(request.user), chosen).with_case_count()
    found = Paginator(articles.order_by("-published_on", "-pk"), PAGE_SIZE)
    page = found.get_page(page_number(request.GET.get("page")))
    context = {
        "page": page,
        "cards": [card(article) for article in page.object_list],
        "groups": [
            (_("Kind"), links(url, "kind", list(ArticleKind.choices), chosen)),
            (_("Support step"), links(url, "step", step_choices(), chosen)),
            (_("How well it is supported"), links(url, "grade", grade_choices(), chosen)),
        ],
        "chosen": chosen,
        "query": urlencode(chosen),
        "may_edit": may_edit(request.user),
    }
    return render(request, "knowhow/index.html", context)


def chosen_filters(request: HttpRequest) -> Chosen:
    """Kind, step and grade of the address, as far as they exist."""
    grades = {code for code, _label in grade_choices()}
    return chosen_of(request.GET, {"kind": ArticleKind.values, "step": terms.scheme("step"), "grade": grades})


def grade_choices() -> list[tuple[str, str]]:
    """(value in the address, label) of the grades, the best first."""
    grades = [letter for letter in weights.ORDER[::-1] if letter]
    return [*((letter, _("Support %(grade)s") % {"grade": letter}) for letter in grades), (UNGRADED, _("Not graded"))]


def filtered(articles: ArticleQuerySet, chosen: Chosen) -> ArticleQuerySet:
    """Only articles of the chosen kind, grade and step."""
    if "kind" in chosen:
        articles = articles.filter(article_kind=chosen["kind"])
    if "grade" in chosen:
        articles = articles.filter(grade="" if chosen["grade"] == UNGRADED else chosen["grade"])
    return articles.of_step(chosen["step"]) if "step" in chosen else articles


@require_safe
def article(request: HttpRequest, public_id: str) -> HttpResponse:
    """One published article; 410 when it was withdrawn, 404 when the reader may not know it."""
    found = Article.objects.visible_to(request.user).filter(public_id=public_id).first()
    if found is None:
        return _closed(request, public_id)
    context = {
        "article": found,
        "page": ArticlePage(found, request.user),
        "may_edit": may_edit(request.user),
        "once": new_public_id(),
    }
    return render(request, "knowhow/article.html", context)


def _closed(request: HttpRequest, public_id: str) -> HttpResponse:
    closed = Article.objects.closed_to(request.user).filter(public_id=public_id).first()
    if closed is None:
        raise Http404
    return render(request, "410.html", {"reason": closed.withdrawn_reason}, status=410)


@require_POST
@member_required
def begin_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """このノウハウを使った事例を書く: a draft with the article's steps, joined to the article."""
    found = get_object_or_404(Article.objects.visible_to(request.user), public_id=public_id)
    posted = request.POST.get("once", "")
    once = posted if re.fullmatch(PATTERN, posted) else new_public_id()
    case = services.begin_case(found, request.user, once)
    messages.success(request, _("A draft was begun. The know-how that you used is noted on it."))
    return redirect("case-edit", case.public_id)


@require_POST
@member_required
def unlink(request: HttpRequest, public_id: str, case_id: str) -> HttpResponse:
    """The author of a case says that it did not use the article after all."""
    found = get_object_or_404(Article, public_id=public_id)
    case = get_object_or_404(CaseStudy.objects.written_by(request.user), public_id=case_id)
    services.unlink(found, case, request.user)
    messages.success(request, _("The know-how was taken off your case."))
    return redirect(case if case.is_public_now else reverse("my-cases"))
