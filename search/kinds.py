"""The kinds of object that search shows: label, what a reader may read, the card."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bansou.accounts.models import User
from casestudies.cards import card as case_card
from casestudies.models import CaseStudy
from community.models import Thread
from knowhow.cards import card as article_card
from knowhow.models import Article
from search.documents import section_label
from search.engines.base import Fragment, Hit, Results
from search.passages import TERMS

Highlight = Callable[[tuple[Fragment, ...]], Any]
Card = dict[str, Any]


def kind_labels() -> dict[str, str]:
    """Tabs, in order."""
    return {code: str(kind.label) for code, kind in KINDS.items()}


def readable(kind: str, user: Any) -> QuerySet[Any]:
    """What `user` may read of a kind: the database decides, not the index."""
    return KINDS[kind].readable(user)


def cards_of(kind: str, results: Results, user: Any, highlight: Highlight) -> list[Card]:
    """Cards of the page's hits in rank order; a hit that is not readable (any more) is left out."""
    ids = [hit.id for hit in results.hits]
    found = {row.public_id: row for row in readable(kind, user).filter(public_id__in=ids)} if ids else {}
    return [card_of(kind, found[hit.id], hit, highlight) for hit in results.hits if hit.id in found]


def card_of(kind: str, row: Any, hit: Hit, highlight: Highlight) -> Card:
    """One card: title and best passage highlighted, the name of the section that matched and a link to it.
    Where only terms matched, they stand below the summary."""
    card = KINDS[kind].card(row)
    if hit.title:
        card["title"] = highlight(hit.title)
    passage = next(iter(hit.passages), None)
    if passage and passage.label == TERMS:
        card["terms_label"], card["terms"] = section_label(TERMS), highlight(passage.fragments)
    elif passage:
        card["excerpt"] = highlight(passage.fragments)
        card["section_label"] = section_label(passage.label)
        card["section_url"] = place_of(card["url"], passage.anchor)
    return card


def place_of(url: str, anchor: str) -> str:
    """The address of a passage; an anchor may name another page than the object's own."""
    return anchor if not anchor or anchor.startswith("/") else f"{url}#{anchor}"


def thread_card(thread: Thread) -> Card:
    """The card of a thread; who started it is said on its page only."""
    return {
        "kind": "thread",
        "url": thread.get_absolute_url(),
        "title": thread.title,
        "main_step": thread.step,
        "steps": [thread.step] if thread.step else [],
        "facts": [("talk", gettext("%(n)s posts") % {"n": thread.post_count})],
        "date": thread.last_post_at,
    }


def person_card(person: User) -> Card:
    """The card of a member."""
    work = (("person", person.supporter_label), ("firm", person.job), ("pin", person.prefecture_label))
    return {
        "kind": "person",
        "url": person.get_absolute_url(),
        "title": str(person),
        "facts": [(icon, text) for icon, text in work if text],
    }


@dataclass(frozen=True)
class Kind:
    """`label`: of the tab; `readable(user)`: what `user` may read; `card(row)`: for components/_card.html."""

    label: Any
    readable: Callable[[Any], QuerySet[Any]]
    card: Callable[[Any], Card]


# In the order of the tabs. An app above this one adds its own: `site` the pages of the site.
KINDS = {
    "case": Kind(_("Cases"), lambda user: CaseStudy.objects.visible_to(user).for_cards(), case_card),
    "knowhow": Kind(_("Know-how"), Article.objects.visible_to, article_card),
    "thread": Kind(_("Talk"), lambda user: Thread.objects.visible_to(user).select_related("author"), thread_card),
    "person": Kind(pgettext_lazy("search", "Advisors"), User.objects.shown_to, person_card),
}
