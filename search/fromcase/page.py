"""What the result of a case in hand shows, computed once."""

from dataclasses import dataclass
from typing import Any

from bansou.access import tokens
from casestudies.cards import card
from casestudies.texts import shown
from knowhow.models import Article, ArticleKind
from search.engines import get_engine
from search.engines.base import Query, SearchUnavailable
from search.fromcase.findings import Finding, brief, lesson_of
from search.fromcase.issues import Behind, behind
from search.fromcase.memo import Memo, proposed
from search.fromcase.near import Near, Neighbourhood, neighbourhood
from search.fromcase.situation import Situation

CARDS = 3  # of each outcome
ISSUE = 90  # characters of a stated issue on a card
ARTICLES = 3


@dataclass(frozen=True)
class Result:
    """Everything the template needs. `lessons`: 「もう一度やるなら」 of the failed cases that are shown."""

    situation: Situation
    good: list[dict[str, Any]]
    failed: list[dict[str, Any]]
    behind: list[Behind]
    memo: Memo
    lessons: list[Finding]
    articles: list[Article]
    degraded: bool

    @property
    def is_empty(self) -> bool:
        """Was nothing near found?"""
        return not self.good and not self.failed


def result_of(asked: Situation, user: Any) -> Result:
    """The result for a case in hand, as `user` may read."""
    near = neighbourhood(asked, user)
    return Result(
        situation=asked,
        good=[_card(n) for n in near.good[:CARDS]],
        failed=[_card(n) for n in near.failed[:CARDS]],
        behind=behind(near.all),
        memo=proposed(near.good, near.failed, asked.step),
        lessons=[lesson for n in near.failed[:CARDS] if (lesson := lesson_of(n.case))],
        articles=_to_avoid(asked, near, user),
        degraded=near.degraded,
    )


def _card(near: Near) -> dict[str, Any]:
    """The card of a near case: its reasons, and the stated issue instead of the summary."""
    issue = shown(brief(near.case.presenting_issue, ISSUE))
    return card(near.case, issue, why=near.why, section_url=f"{near.case.get_absolute_url()}#s-presenting_issue")


def _to_avoid(asked: Situation, near: Neighbourhood, user: Any) -> list[Article]:
    """Know-how on what to avoid: that names a pitfall of a near failed case, else the step."""
    codes = dict.fromkeys(row.pitfall for n in near.failed for row in n.case.rows_of("failure_factors") if row.pitfall)
    selected = {"pitfall": tuple(codes)} if codes else {"step": asked.of("step")} if asked.step else {}
    if not selected or near.degraded:
        return []
    try:
        query = Query(selected=selected, audience=tokens(user), kinds=("knowhow",), size=30)
        ids = [hit.id for hit in get_engine().search(query).hits]
    except SearchUnavailable:
        return []
    found = Article.objects.visible_to(user).filter(public_id__in=ids, article_kind=ArticleKind.AVOID)
    wanted = set(codes)
    return sorted(found, key=lambda a: (-len(wanted & set(a.pitfalls)), asked.step not in a.steps, -a.pk))[:ARTICLES]
