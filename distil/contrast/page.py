"""What the pages of significant terms show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bansou.access import tokens
from casestudies.byline import PublicAuthor
from casestudies.models import CaseStudy
from distil.contrast.sides import Asked, Side
from search.documents import case_document, section_label
from search.engines import get_engine
from search.engines.analysed import analyse
from search.engines.base import Contrast, Fragment, Name, SignificantTerm
from search.passages import TERMS, Matcher, title_and_passages

STRONG_G2 = 15.13  # chance explains such a difference once in ten thousand times
SHOWN = 6  # cases of either side whose words are shown
LONGEST_WORD = 64


@dataclass(frozen=True)
class Count:
    """Documents of a side that hold the word, their share in per cent, and the search that lists them."""

    number: int
    share: float
    url: str


@dataclass(frozen=True)
class Row:
    """A significant term. `times`: how many times as often the first side says it; `is_strong`: hardly by chance."""

    word: str
    counts: tuple[Count, Count]
    g2: float
    ratio: float
    times: float
    is_strong: bool
    url: str


@dataclass(frozen=True)
class Found:
    """Passages of a case that say the word."""

    title: str
    url: str
    outcome: str
    author: PublicAuthor
    passages: list[tuple[Any, str, tuple[Fragment, ...]]]  # section, address, text


def compared(asked: Asked, user: Any) -> dict[str, Any]:
    """The terms of both sides, as this reader may know them. Raises SearchUnavailable."""
    found = contrast_of(asked, user)
    return {"contrast": found, "rows": [row_of(term, found, asked) for term in found.terms]}


def contrast_of(asked: Asked, user: Any, words: tuple[str, ...] = ()) -> Contrast:
    """Ask the engine; only cases, and only those that this reader may read."""
    held = tokens(user)
    one, other = (side.state.query(held, size=0, facets=[]) for side in (asked.one, asked.other))
    return get_engine().significant(one, other, words)


def row_of(term: SignificantTerm, found: Contrast, asked: Asked) -> Row:
    """A line of the table."""
    sides = zip(term.counts, found.sizes, (asked.one, asked.other), strict=True)
    one, other = (_count(number, size, side, term.word) for number, size, side in sides)
    url = f"{reverse('contrast-word')}?{urlencode([*asked.fields, ('word', term.word)])}"
    return Row(term.word, (one, other), term.g2, term.ratio, 2**term.ratio, term.g2 >= STRONG_G2, url)


def _count(number: int, size: int, side: Side, word: str) -> Count:
    return Count(number, 100 * number / size if size else 0.0, side.url_with(word))


# --- One word ---------------------------------------------------------------------------------------------------------
def word_of(text: str) -> str:
    """A word as an address names it."""
    return "".join(text.replace("\x00", "").split())[:LONGEST_WORD]


def said_of(asked: Asked, word: str, user: Any) -> dict[str, Any]:
    """Counts of one word and passages of either side that say it, side by side. Raises SearchUnavailable."""
    found = contrast_of(asked, user, (word,))
    if not found.terms:
        return {"row": None, "columns": []}
    row = row_of(found.terms[0], found, asked)
    sides = zip((asked.one, asked.other), row.counts, found.terms[0].examples, strict=True)
    columns = [(side, count, passages_of(names, word, user)) for side, count, names in sides]
    return {"contrast": found, "row": row, "columns": columns}


def passages_of(names: Iterable[Name], word: str, user: Any) -> list[Found]:
    """What cases say with the word; those that `user` may not read (any more) are left out."""
    ids = [id for _kind, id in names][:SHOWN]
    cases = CaseStudy.objects.visible_to(user).filter(public_id__in=ids).for_page().order_by("public_id")
    return [found for case in cases if (found := _found(case, word)).passages]


def _found(case: CaseStudy, word: str) -> Found:
    document = case_document(case)
    analysed = analyse(document.parts)
    title, passages = title_and_passages(document.body, analysed.words, analysed.spans, Matcher({(word,): 1.0}))
    url = case.get_absolute_url()
    shown = [
        (section_label(p.label), f"{url}#{p.anchor}" if p.anchor else url, p.fragments)
        for p in passages
        if p.label != TERMS
    ]
    if not shown and any(fragment.is_match for fragment in title):
        shown = [(section_label("title"), url, title)]
    return Found(str(case), url, case.outcome, case.public_author, shown)
