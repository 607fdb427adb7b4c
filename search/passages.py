"""Highlights and best passages from stored words and offsets; no text is analysed when results are shown."""

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from operator import sub
from typing import NamedTuple

from search.analysis import BOUNDARY, TAIL, Words
from search.engines.base import Fragment, Part, Passage
from search.synonyms.expansion import Sequence

WINDOW = 110  # characters of a passage
LEAD = 30  # at most so many before the first match
SHOWN = 2  # passages per hit
_BREAKS = re.compile(r"\s*\n\s*")
_ENDS = "。．！？\n"
TERMS = "classification"  # label of the section that holds a document's terms in words
BETWEEN_TERMS = "、"
TERMS_SHOWN = 4


class Span(NamedTuple):
    """A match: offsets into the section's text, and which of the wanted sequences it is."""

    start: int
    end: int
    sequence: Sequence


def pack_spans(sections: list[Words]) -> bytes:
    """Offsets of all words: start and length of each, section behind section."""
    starts = [start for section in sections for start in section.starts]
    ends = [end for section in sections for end in section.ends]
    code = "H" if max(ends, default=0) < 65_536 else "I"
    flat = array(code, [0]) * (2 * len(starts))
    flat[::2], flat[1::2] = array(code, starts), array(code, map(sub, ends, starts))
    return code.encode() + flat.tobytes()


def unpack_spans(packed: bytes) -> array:
    """The numbers that `pack_spans` took: start, length, start, length …"""
    numbers = array(chr(packed[0]))
    numbers.frombytes(packed[1:])
    return numbers


class Matcher:
    """Finds the wanted sequences among stored words."""

    def __init__(self, weights: Mapping[Sequence, float]) -> None:
        self.weights = weights
        self.first: dict[str, list[Sequence]] = {}
        for sequence in sorted(weights, key=len, reverse=True):
            self.first.setdefault(sequence[0], []).append(sequence)

    def spans(self, words: list[str], packed: bytes) -> list[list[Span]]:
        """Matches by section; `words` as stored, with boundaries, without tail."""
        numbers = unpack_spans(packed)
        boundaries = list(_places(words, BOUNDARY))
        found: list[list[Span]] = [[] for _ in range(len(boundaries) + 1)]
        for place, sequence in sorted(self._matches(words)):
            section = bisect_left(boundaries, place)
            first = 2 * (place - section)
            last = first + 2 * (len(sequence) - 1)
            found[section].append(Span(numbers[first], numbers[last] + numbers[last + 1], sequence))
        return found

    def _matches(self, words: list[str]) -> Iterator[tuple[int, Sequence]]:
        """(place, sequence): the longest one at each place."""
        for first, sequences in self.first.items():
            for place in _places(words, first):
                for sequence in sequences:
                    if len(sequence) == 1 or tuple(words[place : place + len(sequence)]) == sequence:
                        yield place, sequence
                        break


def _places(words: list[str], wanted: str) -> Iterator[int]:
    """Where a word stands. `list.index` looks at a thousand words in the time that a loop takes for thirty."""
    place = -1
    try:
        while True:
            place = words.index(wanted, place + 1)
            yield place
    except ValueError:
        return


def highlight(text: str, spans: list[Span]) -> tuple[Fragment, ...]:
    """The whole text, matches marked."""
    return tuple(_fragments(text, spans, 0, len(text)))


def _fragments(text: str, spans: list[Span], start: int, end: int) -> Iterator[Fragment]:
    at = start
    for span in spans:
        if span.start < at or span.end > end:
            continue
        if span.start > at:
            yield Fragment(text[at : span.start])
        yield Fragment(text[span.start : span.end], True)
        at = span.end
    if at < end:
        yield Fragment(text[at:end])


def title_and_passages(
    body: str, words: str, packed: bytes, matcher: Matcher | None
) -> tuple[tuple[Fragment, ...], tuple[Passage, ...]]:
    """The title with its matches, and the best passages of the other sections, best first. A list of terms is no
    reading: it is shown when nothing else matched, and then the matched terms only."""
    parts: list[Part] = [tuple(part) for part in json.loads(body)]
    if matcher is None:
        return highlight(parts[0][2], []), ()
    matches = matcher.spans(words.partition(f" {TAIL}")[0].split(" "), packed)
    spans = [
        [span for span in found if _is_telling(part[2], span)] for part, found in zip(parts, matches, strict=False)
    ]
    windows = [
        (*best_window(found, matcher.weights), part, found)
        for part, found in zip(parts[1:], spans[1:], strict=False)
        if found
    ]
    windows.sort(key=lambda window: -window[0])
    prose = [window for window in windows if window[2][1] != TERMS]
    shown = tuple(_passage(part, found, start) for _score, start, part, found in prose[:SHOWN])
    if not shown and not spans[0]:
        shown = tuple(_matched_terms(part, found) for _score, _start, part, found in windows)
    return highlight(parts[0][2], spans[0]), shown


def _is_telling(text: str, span: Span) -> bool:
    """A single kana is what a slip or an ending left over: marked in a text it says nothing."""
    return span.end - span.start > 1 or not "ぁ" <= text[span.start] <= "ん"


def best_window(spans: list[Span], weights: Mapping[Sequence, float]) -> tuple[float, int]:
    """(score, start) of the stretch that holds the most telling different words."""
    best = (0.0, spans[0].start)
    for i, first in enumerate(spans):
        inside = [span for span in spans[i : i + 20] if span.end <= first.start + WINDOW - LEAD]
        score = sum(weights[sequence] for sequence in {s.sequence for s in inside}) + 0.1 * len(inside)
        if score > best[0]:
            best = (score, first.start)
    return best


def _passage(part: Part, spans: list[Span], first: int) -> Passage:
    anchor, label, text = part
    start = _start(text, first)
    end = min(len(text), start + WINDOW)
    inner = [Fragment(_BREAKS.sub(" ", f.text), f.is_match) for f in _fragments(text, spans, start, end)]
    if start > 0:
        inner.insert(0, Fragment("…"))
    if end < len(text):
        inner.append(Fragment("…"))
    return Passage(anchor, label, tuple(inner))


def _matched_terms(part: Part, spans: list[Span]) -> Passage:
    """The terms that hold a match, each once."""
    anchor, label, text = part
    found: dict[str, tuple[Fragment, ...]] = {}
    start = 0
    for term in text.split(BETWEEN_TERMS):
        end = start + len(term)
        fragments = tuple(_fragments(text, [span for span in spans if span.start >= start], start, end))
        if any(fragment.is_match for fragment in fragments):
            found.setdefault(term, fragments)
        start = end + len(BETWEEN_TERMS)
    shown: list[Fragment] = []
    for fragments in list(found.values())[:TERMS_SHOWN]:
        shown += [Fragment(BETWEEN_TERMS), *fragments] if shown else fragments
    return Passage(anchor, label, tuple(shown))


def _start(text: str, first: int) -> int:
    """Where a passage begins: behind the sentence before the match, or shortly before it."""
    early = max(0, first - LEAD)
    breaks = [text.rfind(sign, early, first) for sign in _ENDS]
    start = max(breaks) + 1 if max(breaks) >= 0 else early
    while start < first and text[start].isspace():
        start += 1
    return start
