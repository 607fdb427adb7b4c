"""What an engine takes and gives: frozen dataclasses, and the Protocol that every engine keeps.

No engine's own type leaves its folder; a view knows only what stands here.
"""

import datetime
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from search.analysis import safe

RELEVANCE, NEW, HELPFUL, DISCUSSED = "relevance", "new", "helpful", "discussed"
SORTS = (RELEVANCE, NEW, HELPFUL, DISCUSSED)
SECTION_CHARACTERS = 200_000
LARGEST_KIND = "case"  # nearly all documents are of this kind
TERMS_SHOWN = 30  # significant ones
Progress = Callable[[int], None]
Part = tuple[str, str, str]  # anchor, label, text
Name = tuple[str, str]  # kind, id


def dumps(value: Any) -> str:
    """JSON as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class SearchUnavailable(Exception):
    """The engine cannot answer now (down, too slow, no index). Readers fall back to the database."""


class IndexMissing(SearchUnavailable):
    """The engine answers, but its index is not there (wiped, or never built). The indexer builds it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that can be named and linked. `label` is the builder's own key; it comes back untouched."""

    anchor: str
    label: str
    text: str


@dataclass(frozen=True)
class Document:
    """Something that can be found.

    `facets`: scheme → codes, ancestors included. `audience`: tokens of `bansou.access`. `dates["published"]` drives
    the sort "new", `numbers` the sorts of the same name. `version`: id of the change that asked for it; an older one
    than stored is ignored, 0 always applies.
    """

    kind: str
    id: str
    title: str
    summary: str = ""
    sections: tuple[Section, ...] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    audience: Sequence[str] = ()
    dates: Mapping[str, datetime.date] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    version: int = 0

    @cached_property
    def parts(self) -> list[Part]:
        """(anchor, label, text) of everything searched: title, summary, sections; what a database cannot store is
        blanked."""
        head = [("", "title", safe(self.title)), ("", "summary", safe(self.summary))]
        return head + [(s.anchor, s.label, safe(s.text[:SECTION_CHARACTERS])) for s in self.sections]

    @cached_property
    def body(self) -> str:
        """The parts as JSON."""
        return dumps(self.parts)


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks. Within a scheme codes are alternatives, between schemes all must hold.

    `audience`: the reader's tokens. `kinds` empty: all. `ranges`: scheme → (first, last) code, compared as text, None
    for an open end. `facets`: the schemes whose counts are wanted. `page` counts from 1; `size` 0 asks for counts only.
    """

    text: str = ""
    selected: Mapping[str, Collection[str]] = field(default_factory=dict)
    excluded: Mapping[str, Collection[str]] = field(default_factory=dict)
    audience: Collection[str] = ("public",)
    kinds: Collection[str] = ()
    ranges: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    sort: str = RELEVANCE
    page: int = 1
    size: int = 20
    facets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of plain text; `is_match`: it is to be marked. Never HTML."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a document matched: the section's anchor and label, and its best lines."""

    anchor: str
    label: str
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found. `passages`: best first; none when nothing but the title matched."""

    kind: str
    id: str
    score: float
    title: tuple[Fragment, ...]
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits with exact totals.

    `facets`: scheme → code → count, zero ones left out; a facet ignores its own selection. `kinds`: count per kind,
    ignoring `Query.kinds`. `relaxed`: nothing held all words, so fewer were asked for; `dropped`: typed words that
    nothing readable holds. `terms`: the words as typed. `degraded`: the engine could not be asked, so this is the
    simple answer of the database: no counts, no rank.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    relaxed: bool = False
    dropped: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    page: int = 1
    size: int = 20
    degraded: bool = False

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-self.total // max(1, self.size)))


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index holds of a document, for comparing it with the database. `text` and `facts`: fingerprints of what
    is searched, and of what it is filtered and sorted by (`analysed.fingerprints`)."""

    id: str
    version: int
    audience: frozenset[str]
    text: str
    facts: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion for what is being typed."""

    text: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class SignificantTerm:
    """A word that one selection says more often than another. `counts`: documents of either that hold it, `g2`: the
    log-likelihood ratio, `ratio`: log2 of how many times as often. `examples`: names of some documents of either."""

    word: str
    counts: tuple[int, int]
    g2: float
    ratio: float
    examples: tuple[tuple[Name, ...], tuple[Name, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two selections compared. `sizes`: documents of either that were compared; `shared`: those that both find, left out
    or counted on the side that has no others; `read`: how many of either were read to propose words. The terms: best
    first."""

    sizes: tuple[int, int]
    shared: int
    read: tuple[int, int]
    terms: tuple[SignificantTerm, ...]


class Engine(Protocol):
    """A search engine. One in the database takes writes back with the caller's transaction; one outside of it is written
    when the change is committed, and raises SearchUnavailable when it cannot answer."""

    def put(self, document: Document) -> None:
        """Add or replace one document."""

    def put_many(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Add or replace many; `progress(n)` is called with the number just written. Returns how many were given."""

    def drop(self, kind: str, id: str, version: int = 0) -> None:
        """Take one document out; an unknown one is fine."""

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Make the index hold exactly `documents`, serving readers meanwhile."""

    def search(self, query: Query) -> Results:
        """Answer a query. Never an error, whatever the text."""

    def totals(self, queries: Sequence[Query]) -> list[int] | None:
        """For each query how many documents it finds with all its words, 0 where only fewer words are held; asked in one
        go. None: nobody can count now."""

    def steady(self) -> AbstractContextManager[None]:
        """Several searches of one page: inside, this thread sees one state of the index and asks for it once."""

    def suggest(
        self, text: str, audience: Collection[str], limit: int = 8, kinds: Collection[str] = ()
    ) -> list[Suggestion]:
        """Readable titles that go on from what was typed (`search.readings`), best liked first; `kinds` empty: all."""

    def significant(
        self, query: Query, other: Query, words: Collection[str] = (), limit: int = TERMS_SHOWN
    ) -> Contrast:
        """What the documents that `query` finds say more often than those that `other` finds (`engines.significance`);
        with `words`: how often either says these. Both engines count the same. Raises SearchUnavailable."""

    def stats(self) -> dict[str, Any]:
        """Figures for operators."""

    def is_current(self) -> bool:
        """Is there an index, and was it made as this version of the site makes them?"""

    def names(self) -> Iterator[tuple[str, str]]:
        """(kind, id) of every document in the index, in any order, without holding them all."""

    def entries(self, kind: str, ids: Collection[str]) -> dict[str, Entry]:
        """id → what the index holds now, for those of a few hundred ids that it holds."""

    def warm(self) -> None:
        """Do now what the first search would have to do."""

    def optimise(self) -> None:
        """Make reading faster after many writes, and let readers see them at once."""

    def tidy(self) -> None:
        """Shorten what is kept for followers; harmless at any time."""

    def reset(self) -> None:
        """Forget everything."""
