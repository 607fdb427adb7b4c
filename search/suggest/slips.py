"""「もしかして」: a nearer word when a query finds nothing or next to nothing.

Slips that are known: a wrong conversion (read the same: 伴奏支援 for 伴走支援), letters left as they were typed
(jigyoushoukei), kana that sound alike (気ずき), a slip of a key or two, swapped characters (事業継承). Nearer words come
from the vocabulary, the synonyms and the titles that the reader may read.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter

from bansou.vocabulary import terms
from search.analysis import Piece, pieces
from search.engines import get_engine
from search.engines.base import Results
from search.fallback.answer import still_readable
from search.query import MINUS, QUOTES
from search.readings import plain, reading, romaji
from search.state import SearchState
from search.suggest.known import words
from search.suggest.offers import Offer

FEW = 2  # results up to which a nearer word is looked for
TRIED = 3  # nearer queries whose results are counted
ESTABLISHED = 100  # a word that so many cases hold is no slip
PART_CHARACTERS, RUN_PIECES = 20, 4
MOST_SLIPS = 2
TITLES = 20  # looked through
# Kana that sound alike, or nearly; ー and small kana are easily left out or written large.
_ALIKE = str.maketrans("づぢをゐゑぁぃぅぇぉゃゅょっゎ", "ずじおいえあいうえおやゆよつわ", "ー")

_HIRAGANA = re.compile("[ぁ-ゖー]+")

Near = tuple[int, str]  # (distance, word)


@dataclass(frozen=True, slots=True)
class _Form:
    """A word as it is written and as it sounds."""

    text: str
    written: str
    sound: str

    @classmethod
    def of(cls, text: str, read: str = "") -> "_Form":
        return cls(text, plain(text), sound(read or reading(text)))


def sound(kana: str) -> str:
    """Hiragana without differences that one hardly hears."""
    return plain(kana).translate(_ALIKE)


def did_you_mean(state: SearchState, results: Results, audience: frozenset[str]) -> Offer | None:
    """A nearer query, where it gives the reader more than the few results that there are."""
    held = 0 if results.relaxed else results.total
    if not state.q or results.degraded or held > FEW:
        return None
    for query in islice(nearer(state.q, audience), TRIED):
        other = replace(state, q=query, page=1)
        found = get_engine().search(other.query(audience, size=0, facets=[]))
        if found.total > held and not found.relaxed:
            return Offer(query, other.with_page(1), found.total)
    return None


def nearer(q: str, audience: frozenset[str]) -> Iterator[str]:
    """The query with one of its parts put right, the nearest first."""
    parts = q.replace("\u3000", " ").split()
    found = [
        (distance, " ".join([*parts[:place], word, *parts[place + 1 :]]))
        for place, part in _doubtful(parts, audience)
        for distance, word in nearest(part, audience)
    ]
    return iter(dict.fromkeys(query for _distance, query in sorted(found, key=itemgetter(0)) if query != q))


def _doubtful(parts: list[str], audience: frozenset[str]) -> list[tuple[int, str]]:
    """(place, part) of those that may be slips; of several, those that few cases hold as they are written."""
    looked_at = [
        (place, part)
        for place, part in enumerate(parts[:RUN_PIECES])
        if len(part) <= PART_CHARACTERS and not part.startswith((*MINUS, *QUOTES))
    ]
    if len(parts) < 2:
        return looked_at
    alone = [SearchState(q=f'"{part}"').query(audience, size=0, facets=[]) for _place, part in looked_at]
    held = get_engine().totals(alone)
    if held is None:  # nobody counts now
        return looked_at
    return [found for found, total in zip(looked_at, held, strict=True) if total < ESTABLISHED]


def nearest(part: str, audience: frozenset[str]) -> Iterator[Near]:
    """Words near a part: those that sound like it or like a stretch of it, then those a slip away."""
    typed = [form for kana in romaji(part.lower()) if (form := _Form(part, kana, sound(kana)))] or [_Form.of(part)]
    yield from _alike(part)
    for form in typed[:2]:
        for word in (*known_forms(), *_forms_of_titles(form, audience)):
            distance = _distance(form, word)
            if distance is not None and word.text != part:
                yield distance, word.text


def _alike(part: str) -> Iterator[Near]:
    """The part with a stretch of it replaced by a known word that sounds the same."""
    for before, run, after in _runs(pieces(part)):
        for text in _by_sound().get(sound(_read(run)), ()):
            if plain(text) != plain(_written(run)):
                yield 0, f"{before}{text}{after}"


def _runs(found: list[Piece]) -> Iterator[tuple[str, list[Piece], str]]:
    """(text before, stretch of pieces, text behind), the long ones first."""
    for length in range(min(RUN_PIECES, len(found)), 0, -1):
        for start in range(len(found) - length + 1):
            yield _written(found[:start]), found[start : start + length], _written(found[start + length :])


def _written(run: list[Piece]) -> str:
    return "".join(piece.surface for piece in run)


def _read(run: list[Piece]) -> str:
    return "".join(piece.reading for piece in run)


# --- Words to choose from ---------------------------------------------------------------------------------------------------
def known_forms() -> tuple[_Form, ...]:
    """The words of vocabulary and synonyms."""
    return terms.derived(_known_forms)


def _known_forms() -> tuple[_Form, ...]:
    return tuple(_Form.of(word.text) for word in words())


def _by_sound() -> dict[str, list[str]]:
    """Sound → known words, of those long enough to tell something."""
    return terms.derived(_sounds)


def _sounds() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for form in known_forms():
        if len(form.sound) > 2:
            found[form.sound].append(form.text)
    return found


def _forms_of_titles(typed: _Form, audience: frozenset[str]) -> Iterator[_Form]:
    """Stretches of readable titles that begin as the typed word sounds."""
    if len(typed.sound) < 3:
        return
    read = plain(typed.written) if typed.written == typed.sound else reading(typed.text)
    found = get_engine().suggest(read[: max(2, len(read) // 2)], audience, TITLES)
    for title in still_readable(found, audience):
        for run in _stretches(pieces(title.text)):
            written, read = _written(run), _read(run)
            if len(written) == len(typed.written) or abs(len(read) - len(typed.sound)) <= MOST_SLIPS + read.count("ー"):
                yield _Form.of(written, read)


def _stretches(found: list[Piece]) -> Iterator[list[Piece]]:
    """Up to four pieces from the start of a word on."""
    for start, piece in enumerate(found):
        if piece.starts_word:
            for end in range(start + 1, min(start + RUN_PIECES, len(found)) + 1):
                yield found[start:end]


# --- How far apart ----------------------------------------------------------------------------------------------------------
def _distance(typed: _Form, word: _Form) -> int | None:
    """0: sounds the same; 1, 2: so many slips; None: another word."""
    if typed.sound == word.sound and len(word.sound) > 2:
        return 0 if typed.written != word.written else None
    allowed = min(len(typed.sound) // 4, MOST_SLIPS)
    may_be_near = abs(len(typed.sound) - len(word.sound)) <= allowed
    if not may_be_near and len(typed.written) != len(word.written):
        return None
    if typed.written == word.written or _goes_on(typed.written, word.written):
        return None
    if len(typed.written) > 2 and swapped(typed.written, word.written):
        return 1
    if not may_be_near:
        return None
    slips = slips_between(typed.sound, word.sound)
    return slips if slips <= allowed else None


def _goes_on(typed: str, word: str) -> bool:
    """Is it the typed word with a particle or another ending?"""
    return word.startswith(typed) and bool(_HIRAGANA.fullmatch(word, len(typed)))


def swapped(one: str, other: str) -> bool:
    """Do they differ by two neighbouring characters that changed places?"""
    if len(one) != len(other):
        return False
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return (
        len(places) == 2
        and places[0] + 1 == places[1]
        and one[places[0]] == other[places[1]]
        and (one[places[1]] == other[places[0]])
    )


def slips_between(one: str, other: str) -> int:
    """Characters put in, left out, mistaken or swapped with their neighbour (restricted Damerau–Levenshtein)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[-1] + 1, above[j] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
