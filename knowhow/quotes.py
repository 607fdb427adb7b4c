"""Quotes and the places where they stand: found when evidence is added, looked at again whenever it is read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casestudies.anchors import Anchor, anchor_for, find_again
from casestudies.models import CaseStudy
from casestudies.passages import Passage, row_passages
from casestudies.structure import ROW_KINDS, TEXTS, label_of

SHOWN = 20  # characters of a row in the list of places
BRACKETS = "「」『』“”\"'"


@dataclass(frozen=True)
class Place:
    """A text or a row of a case that evidence can point to."""

    value: str  # section, or section:row
    label: str


def places_of(case: CaseStudy) -> list[Place]:
    """Every text and row of a published case, in the order of its form."""
    found: dict[str, Place] = {}
    for passage in _quotable(case):
        value = place_value(passage.section, passage.row)
        if passage.text:
            found.setdefault(value, Place(value, _label(passage)))
    return list(found.values())


def place_value(section: str, row: str = "") -> str:
    """A place as one word: `turning_point`, `course:r0123…`."""
    return f"{section}:{row}" if row else section


def _label(passage: Passage) -> str:
    start = " ".join(passage.text.split())
    kind = passage.label.split("・")[0] if passage.row else passage.label
    return f"{kind}「{start[:SHOWN]}{'…' if len(start) > SHOWN else ''}」"


def _quotable(case: CaseStudy) -> Iterator[Passage]:
    """Texts that readers of the case see; one that this kind of case does not ask for is kept, not shown. Needs the
    case's terms and rows, best prefetched."""
    for text in TEXTS:
        if not case.outcome or case.outcome in text.outcomes:
            yield Passage(text.name, "", "", str(label_of(text, case.outcome)), getattr(case, text.name))
    for kind in ROW_KINDS:
        for row in case.rows_of(kind.code):
            yield from row_passages(row)


def find_quote(case: CaseStudy, quote: str, place: str = "") -> list[Anchor]:
    """Where the quote stands: at `place`, or anywhere in the case; one anchor per place, none when it is nowhere.

    The anchor holds the words as the case has them: line ends and blanks may differ, brackets around may be left out.
    """
    found: dict[str, Anchor] = {}
    for passage in _quotable(case):
        value = place_value(passage.section, passage.row)
        exact = _exact(passage.text, quote) if place in ("", value) and value not in found else ""
        if exact:
            found[value] = anchor_for(case.public_id, passage.section, passage.text, exact, passage.row)
    return list(found.values())


def _exact(text: str, quote: str) -> str:
    """The quote as `text` has it, or ''."""
    for words in (quote, quote.strip(BRACKETS)):
        if not words.strip():
            continue
        if words in text:
            return words
        match = re.search(r"\s*".join(map(re.escape, "".join(words.split()))), text)
        if match:
            return match.group()
    return ""


def still_stands(case: CaseStudy, anchor: Anchor) -> bool:
    """Are the quoted words still in the published text? What the author took out must not live on in an article.
    Without a quote the whole place is meant: is there anything?"""
    return any(
        find_again(anchor, passage.text) >= 0 if anchor.quote else bool(passage.text)
        for passage in _quotable(case)
        if (passage.section, passage.row) == (anchor.section, anchor.row)
    )


def place_label(case: CaseStudy, anchor: Anchor) -> str:
    """The name of the place that an anchor points to, as the case page calls it; '' when it is empty now."""
    here = (p for p in _quotable(case) if (p.section, p.row) == (anchor.section, anchor.row) and p.text)
    return next((passage.label.split("・")[0] if passage.row else passage.label for passage in here), "")
