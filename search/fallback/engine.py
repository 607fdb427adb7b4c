"""An engine that answers from the database while the one inside cannot."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any, TypeVar

from search.engines.base import (
    TERMS_SHOWN,
    Contrast,
    Document,
    Engine,
    Entry,
    Progress,
    Query,
    Results,
    SearchUnavailable,
    Suggestion,
)
from search.fallback.answer import answer

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
PAUSE = 5.0  # seconds in which a server that did not answer is not asked again


class Breaker:
    """Remembers that a server does not answer, so that one reader waits for it and the next ones do not."""

    def __init__(self, pause: float = PAUSE) -> None:
        self.pause, self.is_open, self.until = pause, False, 0.0
        self.lock = threading.Lock()

    def allows(self) -> bool:
        """May the server be asked? While it does not answer, one thread asks after every pause."""
        with self.lock:
            if not self.is_open:
                return True
            now = time.monotonic()
            may_try = now >= self.until
            if may_try:
                self.until = now + self.pause
            return may_try

    def failed(self, reason: Exception) -> None:
        """It did not answer; said once in the log."""
        with self.lock:
            if not self.is_open:
                log.warning("the search server does not answer (%s); readers get the simple search", reason)
            self.is_open, self.until = True, time.monotonic() + self.pause

    def answered(self) -> None:
        """It answered."""
        if self.is_open:
            with self.lock:
                self.is_open = False
            log.warning("the search server answers again")


class FallbackEngine:
    """See `search.engines.base.Engine`. Searches and suggestions never raise SearchUnavailable; whatever writes or
    looks after the index is the inner engine's and may."""

    def __init__(self, engine: Engine, pause: float = PAUSE) -> None:
        self.engine, self.breaker = engine, Breaker(pause)

    # --- Reading ---
    def search(self, query: Query) -> Results:
        """Answer a query; when the engine cannot, from the database (`degraded`)."""
        return self._asked(lambda: self.engine.search(query), None) or answer(query)

    def totals(self, queries: Sequence[Query]) -> list[int] | None:
        """How many each query finds; None while the engine cannot answer."""
        return self._asked(lambda: self.engine.totals(queries), None)

    def suggest(
        self, text: str, audience: Collection[str], limit: int = 8, kinds: Collection[str] = ()
    ) -> list[Suggestion]:
        """Completions; none while the engine cannot answer."""
        return self._asked(lambda: self.engine.suggest(text, audience, limit, kinds), [])

    def _asked(self, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        """The engine's answer; `otherwise` when it has none, or must not be asked now."""
        if self.breaker.allows():
            try:
                found = ask()
            except SearchUnavailable as reason:
                self.breaker.failed(reason)
            else:
                self.breaker.answered()
                return found
        return otherwise

    def significant(
        self, query: Query, other: Query, words: Collection[str] = (), limit: int = TERMS_SHOWN
    ) -> Contrast:
        """What one query's documents say more often. The database cannot count words: raises SearchUnavailable."""
        return self.engine.significant(query, other, words, limit)

    def steady(self) -> AbstractContextManager[None]:
        """Several searches of one page see one state."""
        return self.engine.steady()

    # --- Writing and upkeep: the inner engine's ---
    def put(self, document: Document) -> None:
        """Add or replace one document."""
        self.engine.put(document)

    def put_many(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Add or replace many."""
        return self.engine.put_many(documents, progress)

    def drop(self, kind: str, id: str, version: int = 0) -> None:
        """Take one document out."""
        self.engine.drop(kind, id, version)

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the index hold exactly these."""
        return self.engine.rebuild(documents, progress)

    def stats(self) -> dict[str, Any]:
        """Figures for operators."""
        return self.engine.stats()

    def is_current(self) -> bool:
        """Is there an index, made as this version makes them?"""
        return self.engine.is_current()

    def names(self) -> Iterator[tuple[str, str]]:
        """(kind, id) of every document in the index."""
        return self.engine.names()

    def entries(self, kind: str, ids: Collection[str]) -> dict[str, Entry]:
        """id → what the index holds now."""
        return self.engine.entries(kind, ids)

    def warm(self) -> None:
        """Do now what the first search would have to do; a server that is down does not keep the site from starting."""
        with suppress(SearchUnavailable):
            self.engine.warm()

    def optimise(self) -> None:
        """Make reading faster after many writes."""
        self.engine.optimise()

    def tidy(self) -> None:
        """Shorten what is kept; another day when the server does not answer."""
        with suppress(SearchUnavailable):
            self.engine.tidy()

    def reset(self) -> None:
        """Forget everything."""
        self.engine.reset()
