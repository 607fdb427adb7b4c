"""An article as the `card` of components/_card.html."""

from typing import Any

from django.utils.html import conditional_escape
from django.utils.translation import ngettext

from knowhow.models import Article

EXCERPT = 120  # characters


def card(article: Article) -> dict[str, Any]:
    """The card of an article; with `case_count` (see `with_case_count`) it says on how many cases it rests."""
    facts = [("book", article.get_article_kind_display())]
    if count := getattr(article, "case_count", 0):
        facts.append(("eye", ngettext("rests on %(n)s case", "rests on %(n)s cases", count) % {"n": count}))
    text = article.situation or article.body
    return {
        "kind": "knowhow",
        "url": article.get_absolute_url(),
        "title": article.claim,
        "main_step": article.steps[0] if article.steps else "",
        "steps": article.steps,
        "excerpt": conditional_escape(text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"),
        "facts": facts,
        "grade": article.grade,
        "date": article.published_on,
    }
