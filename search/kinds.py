"""The kinds of object that search shows: label, what a reader may read, the card."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casestudies.cards import card as case_card
from casestudies.models import CaseStudy
from community.models import Thread
from knowhow.cards import card as article_card
from knowhow.models import Article
from search.documents import section_label
from search.engines.base import Fragment, Hit, Results

Highlight = Callable[[tuple[Fragment, ...]], Any]
Card = dict[str, Any]


def kind_labels() -> dict[str, str]:
    """Tabs, in order."""
    return {"case": _("Cases"), "knowhow": _("Know-how"), "thread": _("Talk")}


def readable(kind: str, user: Any) -> QuerySet[Any]:
    """What `user` may read of a kind: the database decides, not the index."""
    if kind == "case":
        return CaseStudy.objects.visible_to(user).for_cards()
    if kind == "knowhow":
        return Article.objects.visible_to(user)
    return Thread.objects.visible_to(user).select_related("author")


def cards_of(kind: str, results: Results, user: Any, highlight: Highlight) -> list[Card]:
    """Cards of the page's hits in rank order; a hit that is not readable (any more) is left out."""
    ids = [hit.id for hit in results.hits]
    found = {row.public_id: row for row in readable(kind, user).filter(public_id__in=ids)} if ids else {}
    return [card_of(kind, found[hit.id], hit, highlight) for hit in results.hits if hit.id in found]


def card_of(kind: str, row: Any, hit: Hit, highlight: Highlight) -> Card:
    """One card: title and best passage highlighted, the name of the section that matched and a link to it."""
    makers: dict[str, Callable[[Any], Card]] = {"case": case_card, "knowhow": article_card, "thread": thread_card}
    card = makers[kind](row)
    if hit.title:
        card["title"] = highlight(hit.title)
    passage = next(iter(hit.passages), None)
    if passage:
        card["excerpt"] = highlight(passage.fragments)
        card["section_label"] = section_label(passage.label)
        card["section_url"] = f"{card['url']}#{passage.anchor}" if passage.anchor else ""
    return card


def thread_card(thread: Thread) -> Card:
    """The card of a thread; who started it is said on its page only."""
    return {
        "kind": "thread",
        "url": thread.get_absolute_url(),
        "title": thread.title,
        "main_step": thread.step,
        "steps": [thread.step] if thread.step else [],
        "facts": [("talk", _("%(n)s posts") % {"n": thread.post_count})],
        "date": thread.last_post_at.date(),
    }


CARDS: dict[str, Callable[[Any], Card]] = {"case": case_card, "knowhow": article_card, "thread": thread_card}
