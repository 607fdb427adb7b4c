"""What the home page and the step pages show of everything else, for one reader."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.access import is_member
from bansou.site.todo import todo_for
from bansou.vocabulary import terms
from casestudies.cards import card
from casestudies.models import CaseStudy
from casestudies.structure import FAILURE, GOOD
from community.models import Thread
from knowhow.models import Article
from search.counts import step_counts

NEWEST = 3


def stations(user: Any) -> list[dict[str, Any]]:
    """The seven stations of the ribbon with counts of what `user` may read."""
    counts = step_counts(user)
    return [_station(term, counts.get(term.code, {})) for term in terms.scheme("step").values()]


def _station(term: Any, counts: dict[str, int]) -> dict[str, Any]:
    name, _sep, sub = term.label.partition("（")
    return {
        "code": term.code,
        "url": step_url(term.code),
        "name": name,
        "sub": sub.rstrip("）"),
        "good": counts.get("good", 0),
        "failure": counts.get("failure", 0),
        "knowhow": counts.get("knowhow", 0),
    }


def step_url(code: str) -> str:
    """The page of a step."""
    return f"/steps/{code}/"


def for_home(user: Any) -> dict[str, Any]:
    """All parts of the home page."""
    from bansou.site.models import NewsPage

    newest = CaseStudy.objects.visible_to(user).for_cards().order_by("-published_on", "-id")[:NEWEST]
    return {
        "stations": stations(user),
        "todo": todo_for(user) if is_member(user) else [],
        "cards": [card(case) for case in newest],
        "questions": open_questions(user),
        "article": article_of_the_day(user),
        "news": NewsPage.newest()[:NEWEST],
    }


def open_questions(user: Any) -> list[dict[str, Any]]:
    """Questions that wait, newest first, as items of `_items.html`."""
    waiting = Thread.objects.visible_to(user).open_questions().order_by("-created_at")[:NEWEST]
    return [
        {"title": thread.title, "url": thread.get_absolute_url(), "lead": "", "text": _replies(thread.post_count - 1)}
        for thread in waiting
    ]


def _replies(count: int) -> str:
    if count < 1:
        return _("No answer yet")
    return ngettext("%(count)s answer", "%(count)s answers", count) % {"count": count}


def article_of_the_day(user: Any) -> Article | None:
    """One article, another one every day."""
    from django.utils import timezone

    readable = Article.objects.visible_to(user).order_by("pk")
    total = readable.count()
    return readable[timezone.localdate().toordinal() % total] if total else None


def for_step(step: str, user: Any) -> dict[str, Any]:
    """Cases, know-how and talk of a step."""
    groups = [
        _group(step, user, outcome, title) for outcome, title in ((GOOD, _("Good cases")), (FAILURE, _("Failed cases")))
    ]
    articles = [a for a in Article.objects.visible_to(user) if step in a.steps][:5]
    return {
        "counts": step_counts(user).get(step, {}),
        "case_groups": groups,
        "articles": articles,
        "step_links": {code: step_url(code) for code in terms.scheme("step")},
        "crumbs": [(_("Support steps"), "/steps/")],
        "toc": _toc(groups, bool(articles)),
    }


def _group(step: str, user: Any, outcome: str, title: str) -> dict[str, Any]:
    """The newest cases of a step and kind. Two term rows in one query each: a case has both."""
    cases = (
        CaseStudy.objects.visible_to(user)
        .filter(terms__scheme="step", terms__code=step, terms__is_main=True)
        .filter(terms__scheme="outcome", terms__code=outcome)
        .for_cards()
        .order_by("-published_on", "-id")[:NEWEST]
    )
    url = f"{reverse('search')}?step={step}&outcome={outcome}"
    return {"id": f"cases-{outcome}", "title": title, "url": url, "cards": [card(case) for case in cases]}


def _toc(groups: list[dict[str, Any]], has_articles: bool) -> list[tuple[str, str]]:
    fixed = [
        (_("What this step is"), "#what"),
        (_("Points to mind"), "#cautions"),
        (_("Methods that work (examples)"), "#methods"),
    ]
    know_how = [(_("Know-how of this step"), "#knowhow")] if has_articles else []
    return [*fixed, (_("Questions to ask"), "#questions"), *((g["title"], f"#{g['id']}") for g in groups), *know_how]
