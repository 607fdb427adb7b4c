"""The pages that are measured: for each the requests that a reader might send, the same ones for the same content."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bansou.access import tokens as audience_of
from bansou.accounts.models import User
from bansou.insights.gaps import COLUMNS
from casestudies.models import CaseStudy
from community.models import Thread
from knowhow.people import may_edit
from search import analysis
from search.engines import get_engine
from search.engines.base import Query
from search.state import parse

TITLES, TEXTS = 400, 150
BROAD_SHARE, BROAD_WORDS = 0.5, 8  # of all readable cases
CSRF = "b" * 32  # sent as cookie and as field


@dataclass(frozen=True)
class Page:
    """A page and requests for it: (address, form to post or None). `queries`: what each asks of the engine."""

    name: str
    requests: list[tuple[str, dict[str, str] | None]]
    queries: list[Query] = field(default_factory=list)


class Pages:
    """Makes requests as `user` would send them; `user` None: a visitor."""

    def __init__(self, user: User | None, count: int) -> None:
        self.user, self.count = user, count
        self.rng = random.Random(1)  # noqa: S311 - the same pages every time
        self.readable = CaseStudy.objects.visible_to(user).order_by("-pk")
        self.titles = [words for title in self._column("title", TITLES) if (words := typed_words(title))] or [["社長"]]
        self.issues = self._column("presenting_issue", TITLES) or ["社長の悩み"]
        self.search = reverse("search")

    def all(self) -> Iterator[Page]:
        """Every page, searches first."""
        broad = self.broad_words()
        yield self._searched("two words", lambda: {"q": self._words(2)})
        yield self._searched("two words and a filter", lambda: {"q": self._words(2), "step": self._step()})
        yield self._searched("one word", lambda: {"q": self._words(1)})
        yield self._searched("one broad word", lambda: {"q": self.rng.choice(broad)})
        yield self._searched("a sentence", lambda: {"q": self._sentence()})
        yield self._searched("a word or a broad one", lambda: {"q": f"{self._words(1)} OR {self.rng.choice(broad)}"})
        yield self._searched("browsing", lambda: {"outcome": self._outcome(), "page": str(self.rng.randint(1, 20))})
        yield self._asked("matrix", lambda: f"{self.search}?{urlencode({'q': self._words(1), 'view': 'matrix'})}")
        yield self._asked("suggestions", self._typed)
        yield self._posted("from a case in hand", "from-case", lambda: {"text": self._sentence(), "step": self._step()})
        yield from self._others()

    def _others(self) -> Iterator[Page]:
        yield self._asked("home", lambda: "/")
        cases = list(self.readable.values_list("public_id", flat=True)[:2000])
        yield self._asked("case page", lambda: reverse("case", args=[self.rng.choice(cases)]))
        yield self._asked("board", lambda: f"{reverse('board')}?period={self.rng.choice(('', '2025', '2025q3'))}")
        yield self._asked("gap map", lambda: f"{reverse('gap-map')}?columns={self.rng.choice(COLUMNS)}")
        if threads := list(Thread.objects.visible_to(self.user).values_list("public_id", flat=True)[:200]):
            yield self._asked("thread", lambda: reverse("thread", args=[self.rng.choice(threads)]))
        if self.user:
            yield self._asked("my cases", lambda: reverse("my-cases"))
            yield self._asked("map of real issues", lambda: f"{reverse('issue-flows')}?step={self._step()}")
        if may_edit(self.user):
            yield self._asked("significant terms", lambda: f"{reverse('contrast')}?step={self._step()}")

    # --- Kinds of pages ---
    def _searched(self, name: str, params: Callable[[], dict[str, str]]) -> Page:
        from django.http import QueryDict

        encoded = [urlencode(params()) for _ in range(self.count)]
        audience = audience_of(self.user)
        return Page(
            name,
            [(f"{self.search}?{query}", None) for query in encoded],
            [parse(QueryDict(query)).query(audience) for query in encoded],
        )

    def _asked(self, name: str, address: Callable[[], str]) -> Page:
        return Page(name, [(address(), None) for _ in range(self.count)])

    def _posted(self, name: str, view: str, form: Callable[[], dict[str, str]]) -> Page:
        return Page(name, [(reverse(view), form() | {"csrfmiddlewaretoken": CSRF}) for _ in range(self.count)])

    # --- What is asked ---
    def _column(self, name: str, count: int) -> list[str]:
        """Values of cases from all over the corpus."""
        step = max(1, self.readable.count() // count)
        numbers = list(self.readable.values_list("pk", flat=True))[::step][:count]
        return [
            text
            for text in CaseStudy.objects.filter(pk__in=numbers).order_by("pk").values_list(name, flat=True)
            if text
        ]

    def _words(self, count: int) -> str:
        """Words of one title, so that something is found."""
        words = self.rng.choice([words for words in self.titles if len(words) >= count] or self.titles)
        return " ".join(self.rng.sample(words, min(count, len(words))))

    def _sentence(self) -> str:
        """A question about what a case was about."""
        return f"{self.rng.choice(self.issues)[:40]}はどうすればよいですか"

    def _outcome(self) -> str:
        return self.rng.choice(("good", "failure"))

    def _step(self) -> str:
        return str(self.rng.randint(1, 7))

    def _typed(self) -> str:
        """A beginning of a title."""
        title = "".join(self.rng.choice(self.titles))
        return f"{reverse('search-suggest')}?{urlencode({'q': title[: self.rng.randint(1, 4)]})}"

    def broad_words(self) -> list[str]:
        """The words that at least half of all readable cases hold, the most frequent first; at least one."""
        texts = "。".join(self.issues[:TEXTS])
        frequent = [word for word, _count in Counter(typed_words(texts)).most_common(30)] or ["社長"]
        audience = audience_of(self.user)

        def total(text: str) -> int:
            return get_engine().search(Query(text, audience=audience, kinds=("case",), size=0)).total

        everything = total("")
        shares = sorted(((total(word) / max(1, everything), word) for word in frequent), reverse=True)
        return [word for share, word in shares[:BROAD_WORDS] if share >= BROAD_SHARE] or [shares[0][1]]


def typed_words(text: str) -> list[str]:
    """Words as a reader would type them."""
    return [surface for t in analysis.tokens(text) if len(surface := text[t.start : t.end]) > 1]


def pages_of(user: Any, count: int) -> list[Page]:
    """All pages with `count` requests each."""
    return list(Pages(user, count).all())
