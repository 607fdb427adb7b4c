"""Tags of training: dates and seats; the article page shows which training uses the article."""

from typing import Any

from django import template
from django.template.context import Context

from knowhow.models import Article, Package, TrainingSession
from knowhow.training.lists import free_seats as seats_left
from knowhow.training.people import may_make

register = template.Library()
SHOWN = 6


@register.filter
def free_seats(session: TrainingSession) -> int:
    """Seats left; the session is annotated `with_counts`."""
    return seats_left(session)


@register.inclusion_tag("training/_training_of.html", takes_context=True)
def training_of(context: Context, article: Article) -> dict[str, Any]:
    """「このノウハウを使う研修」: published packages that read the article, each with its next session; whoever
    makes training can put the article into a package."""
    user = context["request"].user
    packages = list(Package.objects.visible_to(user).of_article(article).order_by("-published_at", "-pk")[:SHOWN])
    coming = TrainingSession.objects.filter(package__in=packages).coming()
    following: dict[int, TrainingSession] = {}
    for session in coming:
        following.setdefault(session.package_id, session)
    items = [(package, following.get(package.pk)) for package in packages]
    return {"items": items, "article": article, "may_make": may_make(user)}


@register.filter
def of(values: dict[int, str], key: int) -> str:
    """The value of a key, or ''."""
    return values.get(key, "")
