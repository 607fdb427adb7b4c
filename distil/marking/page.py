"""What the marking page shows: the texts of a case with their marks in place, and the marks below each text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.passages import Passage
from casestudies.structure import ROW_KIND, TEXT, label_of
from distil.marking.texts import texts_of
from distil.models import Code, Mark
from knowhow.quotes import place_value


@dataclass(frozen=True)
class Shown:
    """A mark as pages show it. `number`: its place among the marks of the case, 0 elsewhere."""

    mark: Mark
    codes: list[Code]
    number: int = 0

    @property
    def colour(self) -> str:
        """The colour of its first code."""
        return self.codes[0].colour if self.codes else "grey"

    @property
    def evidence_url(self) -> str:
        """Where its passage becomes evidence of an article."""
        return evidence_url(self.mark)


@dataclass(frozen=True)
class TextShown:
    """One text. `place`: as `knowhow.quotes` names it; `html`: the text with its marks; `note`: what stands beside it."""

    place: str
    label: str
    html: SafeString
    note: str = ""
    marks: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """The texts of one section or kind of row."""

    id: str
    label: str
    texts: list[TextShown]


def shown(mark: Mark, number: int = 0) -> Shown:
    """A mark whose codings are prefetched with their codes."""
    return Shown(mark, [coding.code for coding in mark.codings.all()], number)


def parts_of(case: CaseStudy, marks: Iterable[Mark]) -> list[Part]:
    """The case for marking. `marks`: the standing ones, in any order."""
    texts = texts_of(case)
    order = {(p.section, p.row, p.field): number for number, p in enumerate(texts)}
    inside = sorted((m for m in marks if m.place in order), key=lambda m: (order[m.place], m.start, -m.end))
    numbered = [shown(mark, number) for number, mark in enumerate(inside, 1)]
    notes = {row.key: _note(row) for kind in ("course", "follow_ups") for row in case.rows_of(kind)}
    return [
        Part(f"t-{section}", _heading(group[0]), [_text(p, numbered, notes) for p in group])
        for section, found in groupby(texts, key=lambda passage: passage.section)
        for group in [list(found)]
    ]


def _heading(passage: Passage) -> str:
    return passage.label.split("・")[0] if passage.row else passage.label


def _note(row: Any) -> str:
    """When it was, and at which step."""
    step = row.data.get("step", "")
    return "・".join(filter(None, [f"{step} {terms.short('step', step)}" if step else "", row.data.get("period", "")]))


def _text(passage: Passage, numbered: list[Shown], notes: dict[str, str]) -> TextShown:
    marks = [s for s in numbered if s.mark.place == (passage.section, passage.row, passage.field)]
    label = passage.label.split("・", 1)[-1] if passage.row else ""
    place, note = place_value(passage.section, passage.row), notes.get(passage.row, "")
    return TextShown(place, label, rendered(passage.text, marks), note, marks)


def rendered(text: str, marks: Sequence[Shown]) -> SafeString:
    """The text, escaped, its marked words in <mark>. The words stay as they are: numbers come from attributes."""
    cuts = sorted({0, len(text), *(at for s in marks for at in (s.mark.start, s.mark.end) if at <= len(text))})
    pieces = ((_piece(text[a:b], a, b, marks),) for a, b in pairwise(cuts))
    return format_html_join("", "{}", pieces)


def _piece(words: str, start: int, end: int, marks: Sequence[Shown]) -> SafeString | str:
    over = [s for s in marks if s.mark.start <= start and end <= s.mark.end]
    ending = [s for s in over if s.mark.end == end]
    refs = format_html_join(
        "", '<a class="coded__no" href="#m-{}" data-no="{}" aria-label="{}"></a>', map(_ref, ending)
    )
    if not over:
        return words
    inner = over[-1]
    more = " coded--more" if len(over) > 1 else ""
    return format_html('<mark class="coded code--{}{}">{}</mark>{}', inner.colour, more, words, refs)


def _ref(shown: Shown) -> tuple[str, int, str]:
    return shown.mark.public_id, shown.number, _("Mark %(n)s") % {"n": shown.number}


def place_label(mark: Mark) -> str:
    """Where a mark stands, in words."""
    if mark.section in ROW_KIND:
        return str(ROW_KIND[mark.section].label)
    return str(label_of(TEXT[mark.section], mark.outcome)) if mark.section in TEXT else ""


def evidence_url(mark: Mark) -> str:
    """Where the passage of a mark becomes evidence of an article."""
    asked = {"case": mark.case.public_id, "section": mark.section, "row": mark.row, "quote": mark.quote}
    return f"{reverse('knowhow-evidence')}?{urlencode({k: v for k, v in asked.items() if v})}"


def passage_url(mark: Mark) -> str:
    """The passage on the page of its case."""
    return f"{mark.case.get_absolute_url()}#{mark.anchor.html_id}"


def neighbours(ids: Sequence[str], public_id: str) -> dict[str, Any]:
    """Where one is among the cases of a collection, and the ones before and after."""
    if public_id not in ids:
        return {}
    at = ids.index(public_id)
    return {
        "number": at + 1,
        "total": len(ids),
        "previous": ids[at - 1] if at else "",
        "next": ids[at + 1] if at + 1 < len(ids) else "",
    }
