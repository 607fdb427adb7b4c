"""Around an article: its PDF, its versions, and how grades are computed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bansou import paper as papers
from bansou.accounts.doors import member_required
from knowhow.grade import explained, weights
from knowhow.models import Article
from knowhow.page import ArticlePage
from knowhow.people import may_edit
from knowhow.versions import versions_of


@never_cache
@require_safe
@member_required
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """The article as a PDF, made for this reader at this moment: what is gone from the page is gone from here."""
    article = get_object_or_404(Article.objects.visible_to(request.user), public_id=public_id)
    context = {"page": ArticlePage(article, request.user), "article": article}
    return papers.response(request, "knowhow/paper.html", context, article.claim, f"{article.claim[:40]}.pdf")


@require_safe
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    """When the text was changed, and where; curators see the words."""
    article = get_object_or_404(Article.objects.visible_to(request.user), public_id=public_id)
    context = {"article": article, "versions": versions_of(article), "may_edit": may_edit(request.user)}
    return render(request, "knowhow/versions.html", context)


@require_safe
def how_graded(request: HttpRequest) -> HttpResponse:
    """The arithmetic of the grade with all its weights, for everybody."""
    context = {"weights": weights, "rows": explained.rows(), "limits": explained.limits()}
    return render(request, "knowhow/grade.html", context)
