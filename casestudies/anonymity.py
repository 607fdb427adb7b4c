"""What in a case might let a reader recognise the firm: found by patterns and by proper names, judged by people.

`findings(case)` is used in review and can be shown while writing. Nothing here decides: every finding says why it was
found and offers three ways, a range, a mask 〔匿名化：…〕 or leaving it as it is.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES
from casestudies.anchors import CONTEXT, Anchor
from casestudies.identifiers import KINDS, PLACES, Kind, Spot, spots
from casestudies.models import CaseStudy
from casestudies.models.case import PlacePrecision
from casestudies.passages import Passage, passages


@dataclass(frozen=True)
class Finding:
    """One place that somebody should look at. `range` is '' where a range makes no sense (a name)."""

    kind: Kind
    anchor: Anchor
    label: str  # of the text or row it stands in
    range: str = ""
    combined_with: str = ""  # the words that, together with this one, point to one firm

    @property
    def text(self) -> str:
        """The words."""
        return self.anchor.quote

    @property
    def why(self) -> str:
        """Why it was found."""
        if self.combined_with:
            return _("“%(one)s” together with “%(other)s” can leave one firm only for people of the region.") % {
                "one": self.text,
                "other": self.combined_with,
            }
        return str(self.kind.why)

    @property
    def mask(self) -> str:
        """What to write instead, to hide it."""
        return f"〔匿名化：{self.kind.mask}〕"

    @property
    def key(self) -> str:
        """The same words at the same place have the same key after an edit elsewhere. It does not give the words away."""
        text = "|".join((self.kind.code, self.anchor.section, self.anchor.row, self.text))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def findings(case: CaseStudy) -> list[Finding]:
    """Findings of a case in the order of its texts; the same words are found once per text or row."""
    harmless = _harmless_words(case)
    found = [
        finding
        for passage in passages(case)
        for finding in _once(
            _finding(case, passage, spot) for spot in spots(passage.text) if not _is_harmless(spot, harmless)
        )
    ]
    return _combined(found)


def _finding(case: CaseStudy, passage: Passage, spot: Spot) -> Finding:
    before, end = max(0, spot.start - CONTEXT), spot.start + len(spot.text)
    anchor = Anchor(
        case.public_id,
        passage.section,
        passage.row,
        spot.text,
        passage.text[before : spot.start],
        passage.text[end : end + CONTEXT],
    )
    return Finding(KINDS[spot.kind], anchor, passage.label, spot.range)


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    seen = set()
    for finding in found:
        if finding.key not in seen:
            seen.add(finding.key)
            yield finding


def _harmless_words(case: CaseStudy) -> str:
    """Words of the vocabulary (public bodies, tools, regions) in one text; the prefecture, when the author shows it."""
    words = [
        word
        for scheme in SCHEMES
        if scheme != "prefecture"
        for term in terms.scheme(scheme).values()
        for word in (term.label, *term.alt_labels)
    ]
    if case.place_precision == PlacePrecision.PREFECTURE and case.code("prefecture"):
        words.append(terms.label("prefecture", case.code("prefecture")))
    return "\n".join(words)


def _is_harmless(spot: Spot, harmless: str) -> bool:
    return spot.kind in {"name", "place"} and spot.text in harmless


def _combined(found: list[Finding]) -> list[Finding]:
    """A year of foundation and a place in one case: each alone may pass, together they point to one firm."""
    place = next((finding.text for finding in found if finding.kind.code in PLACES), "")
    return [replace(f, combined_with=place) if f.kind.code == "founded" and place else f for f in found]
