"""Tags of handbooks, and where an article went (反映先) for the page of the article."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from casestudies.texts import shown
from knowhow.handbook import words
from knowhow.handbook.people import may_make

register = template.Library()
SHOWN = 20

register.filter("article_facts", words.article_facts)
register.filter("source_line", words.source_line)
register.filter("grade_words", words.grade_words)
register.filter("iso_day", words.day)
register.filter("edition_name", words.edition_name)


@register.filter
def masked(text: str) -> SafeString:
    """A quoted passage, with what was made anonymous in it marked."""
    return shown(text)


@register.filter
def place_of(article: dict[str, Any]) -> str:
    """The id of an article in the text of its handbook."""
    return f"a{article['number']}"


@register.inclusion_tag("knowhow/handbook/_reflections.html", takes_context=True)
def reflections_of(context: Context, article: Any) -> dict[str, Any]:
    """「反映先」 of a published article, for everybody; makers also get the way to note another. One query."""
    return {
        "notes": article.reflections.all()[:SHOWN],
        "article": article,
        "may_make": may_make(context["request"].user),
    }
