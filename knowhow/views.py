"""Pages of know-how."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from knowhow.models import Article


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Published articles that the reader may read."""
    return render(request, "knowhow/index.html", {"articles": Article.objects.visible_to(request.user)[:20]})


@require_safe
def article_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One published article."""
    article = get_object_or_404(Article.objects.visible_to(request.user), public_id=public_id)
    return render(request, "knowhow/article.html", {"article": article})
