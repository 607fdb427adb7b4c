"""The curators' desk: articles by what there is to do with them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowhow.models import Article, ArticleQuerySet, Proposal


@dataclass(frozen=True)
class DeskList:
    """One tab."""

    label: Any
    articles: Callable[[Any], ArticleQuerySet]


def _waiting(user: Any) -> ArticleQuerySet:
    return Article.objects.waiting()


def _drafts(user: Any) -> ArticleQuerySet:
    return Article.objects.in_work().filter(review_asked_at=None)


def _published(user: Any) -> ArticleQuerySet:
    return Article.objects.published().select_related("author", "latest_revision")


def _withdrawn(user: Any) -> ArticleQuerySet:
    found = Article.objects.filter(withdrawn_at__isnull=False).select_related("author", "latest_revision")
    return found.order_by("-withdrawn_at", "-pk")


def _flagged(user: Any) -> ArticleQuerySet:
    return Article.objects.flagged().select_related("author", "latest_revision")


def _proposed(user: Any) -> ArticleQuerySet:
    waiting = Proposal.objects.open().values("article")
    return Article.objects.filter(pk__in=waiting).select_related("author", "latest_revision").order_by("-pk")


LISTS = {
    "waiting": DeskList(_("Waiting for a review"), _waiting),
    "flagged": DeskList(_("To look at again"), _flagged),
    "proposals": DeskList(_("Proposals"), _proposed),
    "drafts": DeskList(_("Drafts"), _drafts),
    "published": DeskList(_("Published"), _published),
    "withdrawn": DeskList(_("No longer published"), _withdrawn),
}


LOOKED_AFTER = ("flagged", "proposals")  # their entries lead to the page for looking after an article


def waiting_for(user: Any) -> ArticleQuerySet:
    """Articles that wait for a second curator and were not written by `user` last."""
    return _waiting(user).exclude(latest_revision__user=user)


def first_list(user: Any) -> str:
    """What the desk opens with: reviews when some wait, else what is flagged, else drafts."""
    if waiting_for(user).exists():
        return "waiting"
    return "flagged" if _flagged(user).exists() else "drafts"


def tabs(user: Any, chosen: str) -> list[dict[str, Any]]:
    """The tabs with their counts. One query each."""
    return [
        {"label": item.label, "url": f"?show={code}", "count": item.articles(user).count(), "current": code == chosen}
        for code, item in LISTS.items()
    ]


def entry(article: Article, user: Any, show: str) -> dict[str, Any]:
    """One line of the list `show`: the newest claim, where it stands, who wrote last, and where to go on."""
    revision = article.latest_revision if article.has_unpublished_changes else None
    page = "knowhow-review" if article.is_waiting or article.withdrawn_at else "knowhow-edit"
    page = "knowhow-care" if show in LOOKED_AFTER else page
    return {
        "article": article,
        "title": article.newest_claim,
        "url": reverse(page, args=[article.public_id]),
        "states": [state for state in dict.fromkeys([article.state, article.edit_state]) if state],
        "is_own": (revision.user_id if revision else article.author_id) == user.pk,
        "at": revision.created_at if revision else article.last_published_at,
    }
