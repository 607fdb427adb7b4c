"""Tags of know-how for pages of the apps below: the case page shows what rests on the case and what the case used."""

from typing import Any

from django import template
from django.template.context import Context

from bansou.vocabulary import terms
from knowhow.models import Article
from knowhow.people import may_edit

register = template.Library()
SHOWN = 12


@register.inclusion_tag("knowhow/_evidence_for.html", takes_context=True)
def evidence_for(context: Context, case: Any) -> dict[str, Any]:
    """「この事例を根拠にしているノウハウ」: articles that the reader may read. One query."""
    user = context["request"].user
    articles = Article.objects.visible_to(user).filter(evidence__case=case).distinct()
    return {"items": items(articles[:SHOWN]), "case": case, "may_edit": may_edit(user)}


@register.inclusion_tag("knowhow/_used_knowhow.html", takes_context=True)
def used_knowhow(context: Context, case: Any) -> dict[str, Any]:
    """「使ったノウハウ」: articles that the case used and that the reader may read; its author may take them off. One
    query."""
    user = context["request"].user
    articles = Article.objects.visible_to(user).filter(used_in__case=case).distinct()
    return {"items": items(articles[:SHOWN]), "case": case, "is_author": case.author_id == user.pk}


def items(articles: Any) -> list[dict[str, Any]]:
    """Articles as items of components/_items.html."""
    return [
        {
            "lead": article.get_article_kind_display(),
            "title": article.claim,
            "url": article.get_absolute_url(),
            "text": "・".join(terms.short("step", code) for code in article.steps),
            "public_id": article.public_id,
        }
        for article in articles
    ]
