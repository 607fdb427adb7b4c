"""「試す」 on the page of an article."""

from typing import Any

from django import template
from django.template.context import Context

from bansou.access import is_member
from knowhow.models import Article, Try, TryResult

register = template.Library()


@register.inclusion_tag("knowhow/tries/_panel.html", takes_context=True)
def try_it(context: Context, article: Article) -> dict[str, Any]:
    """The button, or since when the reader tries it; and what those who tried it said. Two queries for members."""
    request = context["request"]
    member = is_member(request.user)
    own = Try.objects.filter(article=article.pk, user=request.user.pk).first() if member else None
    return {
        "article": article,
        "own": own,
        "is_member": member,
        "results": results_of(article),
        "csrf_token": context.get("csrf_token"),
    }


def results_of(article: Article) -> list[tuple[Any, int]]:
    """(label, number of persons) of what was said; [] while too few have answered."""
    counts = Try.objects.counted_for(article)
    return [(label, counts[code]) for code, label in TryResult.choices if counts[code]]
