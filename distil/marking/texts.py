"""The texts of a case that can be marked, and where words stand in them."""

from collections.abc import Iterator
from dataclasses import dataclass

from casestudies.anchors import CONTEXT, Anchor
from casestudies.models import CaseStudy
from casestudies.passages import Passage, row_passages
from casestudies.structure import ROW_KINDS, TEXTS, label_of

NOT_TOLD = {"related"}  # kinds of row that hold numbers of other cases
NOTES = {"period", "assessed_by", "measured", "source"}  # fields that only say when, by whom, from where
SURE = 8  # characters from which on words alone tell which passage is meant


@dataclass(frozen=True)
class Spot:
    """Words in a text: where they begin."""

    passage: Passage
    start: int
    quote: str

    @property
    def around(self) -> tuple[str, str]:
        """What stands before and behind, as far as an anchor keeps it."""
        end = self.start + len(self.quote)
        text = self.passage.text
        return text[max(0, self.start - CONTEXT) : self.start], text[end : end + CONTEXT]


def texts_of(case: CaseStudy) -> list[Passage]:
    """What readers of the case see, in the order of its form. Terms and rows are best prefetched."""
    return [passage for passage in _all(case) if passage.text.strip()]


def _all(case: CaseStudy) -> Iterator[Passage]:
    for text in TEXTS:
        if not case.outcome or case.outcome in text.outcomes:
            yield Passage(text.name, "", "", str(label_of(text, case.outcome)), getattr(case, text.name))
    for kind in ROW_KINDS:
        for row in case.rows_of(kind.code) if kind.code not in NOT_TOLD else ():
            yield from (passage for passage in row_passages(row) if passage.field not in NOTES)


def locate(texts: list[Passage], anchor: Anchor) -> Spot | None:
    """Where the words of an anchor stand in its text or row: by their surroundings, else by the words alone."""
    here = [p for p in texts if (p.section, p.row) == (anchor.section, anchor.row)]
    for before, behind in _narrowing(anchor):
        for passage in here:
            at = passage.text.find(before + anchor.quote + behind)
            if at >= 0:
                return Spot(passage, at + len(before), anchor.quote)
    return None


def _narrowing(anchor: Anchor) -> list[tuple[str, str]]:
    """Surroundings to look for, the surest first."""
    pairs = [(anchor.prefix, anchor.suffix), (anchor.prefix, ""), ("", anchor.suffix), ("", "")]
    return list(dict.fromkeys(pairs))


def locate_anywhere(texts: list[Passage], anchor: Anchor) -> Spot | None:
    """`locate`, or where else in the case the words stand, if that is one place only."""
    if found := locate(texts, anchor):
        return found
    if len(anchor.quote) < SURE:
        return None
    spots = [Spot(p, p.text.find(anchor.quote), anchor.quote) for p in texts if p.text.count(anchor.quote) == 1]
    several = any(p.text.count(anchor.quote) > 1 for p in texts)
    return spots[0] if len(spots) == 1 and not several else None


def between(texts: list[Passage], anchor: Anchor, most: int) -> Spot | None:
    """What stands now between the surroundings of words that are gone: the author said it otherwise."""
    if not (anchor.prefix or anchor.suffix):
        return None
    for passage in texts:
        if (passage.section, passage.row) == (anchor.section, anchor.row):
            spot = _between(passage, anchor)
            if spot and spot.quote.strip() and len(spot.quote) <= most:
                return spot
    return None


def _between(passage: Passage, anchor: Anchor) -> Spot | None:
    text = passage.text
    before = text.find(anchor.prefix)
    start = before + len(anchor.prefix)
    end = text.find(anchor.suffix, start) if anchor.suffix else len(text)
    return Spot(passage, start, text[start:end]) if before >= 0 and end >= 0 else None
