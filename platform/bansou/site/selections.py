"""What the home page and the step pages show of everything else, for one reader."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.access import is_member
from bansou.insights.caching import kept
from bansou.insights.counting import Cut
from bansou.insights.flows import stages
from bansou.insights.scopes import Scope
from bansou.site.todo import todo_for
from bansou.vocabulary import terms
from casestudies.cards import card
from casestudies.models import CaseStudy
from casestudies.structure import FAILURE, GOOD
from community.models import Thread
from knowhow.models import Article
from search.counts import newest, step_counts
from search.engines import get_engine

NEWEST = 3
ARTICLES = 5  # of a step


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

    with get_engine().steady():
        found = {"stations": stations(user), "cards": newest_cards(user)}
    return found | {
        "todo": todo_for(user) if is_member(user) else [],
        "questions": open_questions(user),
        "article": article_of_the_day(user),
        "news": NewsPage.newest()[:NEWEST],
        "loop": kept(loop, "home"),
    }


def loop() -> list[dict[str, Any]]:
    """The four stages of the PDCA with what stands there now: public figures, for components/_loop.html."""
    found = [(stage.name, stage.stock) for stage in stages(Cut(Scope()))]
    return [{"name": name, "figure": stock.value, "unit": stock.unit, "text": stock.label} for name, stock in found]


def newest_cards(user: Any, **selected: str) -> list[dict[str, Any]]:
    """Cards of the newest cases that carry these codes."""
    return [
        card(case) for case in newest(CaseStudy.objects.visible_to(user).for_cards(), "case", user, NEWEST, **selected)
    ]


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
    readable = Article.objects.visible_to(user).order_by("pk")
    total = readable.count()
    return readable[timezone.localdate().toordinal() % total] if total else None


def for_step(step: str, user: Any) -> dict[str, Any]:
    """Cases, know-how and talk of a step."""
    with get_engine().steady():
        groups = [_group(step, user, *group) for group in ((GOOD, _("Good cases")), (FAILURE, _("Failed cases")))]
        articles = newest(Article.objects.visible_to(user), "knowhow", user, ARTICLES, step=step)
        counts = step_counts(user)
    return {
        "counts": counts.get(step, {}),
        "case_groups": groups,
        "articles": articles,
        "step_links": {code: step_url(code) for code in terms.scheme("step")},
        "crumbs": [(_("Support steps"), "/steps/")],
    }


def _group(step: str, user: Any, outcome: str, title: str) -> dict[str, Any]:
    """The newest cases of a step and kind, and where all of them are."""
    url = f"{reverse('search')}?step={step}&outcome={outcome}"
    return {
        "id": f"cases-{outcome}",
        "title": title,
        "url": url,
        "cards": newest_cards(user, step=step, outcome=outcome),
    }


def step_toc(page: Any, groups: list[dict[str, Any]], articles: list[Article]) -> list[tuple[str, str]]:
    """(title, address) of what stands on the page of a step: only what is written."""
    parts = [
        (page.what, _("What this step is"), "what"),
        (page.cautions, _("Points to mind"), "cautions"),
        (page.methods, _("Methods that work (examples)"), "methods"),
        (page.key_points, _("Key points"), "keypoints"),
        (page.questions, _("Questions to ask"), "questions"),
        (page.medium or page.small, _("By size of firm"), "size"),
        *((True, group["title"], group["id"]) for group in groups),
        (articles, _("Know-how of this step"), "knowhow"),
        (True, _("Talk about it"), "talk"),
    ]
    return [(title, f"#{anchor}") for there, title, anchor in parts if there]
