"""What changed between two texts of a case: by words within a text, by rows within a list. Pure functions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import CASE_SCHEMES, WALL_STATES
from casestudies.models import CaseStudy
from casestudies.passages import is_words
from casestudies.structure import ROW_KIND, ROW_KINDS, TEXTS, label_of

SAME, INSERT, DELETE = "same", "insert", "delete"
CHANGED, ADDED, REMOVED, MOVED = "changed", "added", "removed", "moved"
# A word for comparing: a run of one script. Japanese has no blanks, and characters alone give confetti.
WORD = re.compile(r"[一-龯々〆ヶ]+|[ぁ-ゖ]+|[ァ-ヺー]+|[A-Za-z]+|[0-9０-９]+|\n+|[^\S\n]+|.", re.DOTALL)
KEPT = 40  # characters shown on either side of a change; longer stretches are cut with …
ELLIPSIS = "…"


@dataclass(frozen=True)
class Piece:
    """A stretch of text: the same, inserted or deleted."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One text or row that differs. `html_id` is where it stands on the page of the case."""

    label: str
    html_id: str
    kind: str
    pieces: list[Piece] = field(default_factory=list)


def pieces(before: str, after: str) -> list[Piece]:
    """The way from one text to the other; joining all but the inserted gives `before`, all but the deleted `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(old[a:b])))
            continue
        found += _refined("".join(old[a:b]), "".join(new[c:d]))
    return _merged(found)


def _merged(found: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one piece."""
    groups = groupby(found, key=lambda piece: piece.kind)
    return [Piece(kind, "".join(piece.text for piece in group)) for kind, group in groups]


def _refined(old: str, new: str) -> list[Piece]:
    """A replaced stretch without what both ends have in common: 「三回目」→「四回目」 shows 三 and 四 only."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    parts = [(SAME, old[:start]), (DELETE, middle_old), (INSERT, middle_new), (SAME, old[len(old) - end :])]
    return [Piece(kind, text) for kind, text in parts if text]


def _common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def shortened(found: list[Piece]) -> list[Piece]:
    """The same pieces with long unchanged stretches cut to what is needed to find the place."""
    last = len(found) - 1
    return [_cut(piece, at == 0, at == last) if piece.kind == SAME else piece for at, piece in enumerate(found)]


def _cut(piece: Piece, first: bool, last: bool) -> Piece:
    head = "" if first else piece.text[:KEPT]
    tail = "" if last else piece.text[-KEPT:]
    if len(piece.text) <= len(head) + len(tail) + len(ELLIPSIS):
        return piece
    return Piece(SAME, f"{head}{ELLIPSIS}{tail}")


# --- A whole case ---------------------------------------------------------------------------------------------------
def differences(before: CaseStudy, after: CaseStudy) -> list[Change]:
    """Everything that differs, in the order of the form: texts, rows, terms, tags, pictures."""
    return [
        *_texts(before, after),
        *_rows(before, after),
        *_terms(before, after),
        *_tags(before, after),
        *_files(before, after),
    ]


def change_of(label: str, html_id: str, before: str, after: str) -> Change | None:
    """The change of one text, or None when it is the same."""
    if before == after:
        return None
    kind = ADDED if not before else REMOVED if not after else CHANGED
    return Change(label, html_id, kind, shortened(pieces(before, after)))


def _texts(before: CaseStudy, after: CaseStudy) -> Iterator[Change]:
    for text in TEXTS:
        label = str(label_of(text, after.outcome))
        if change := change_of(label, f"s-{text.name}", getattr(before, text.name), getattr(after, text.name)):
            yield change


def _rows(before: CaseStudy, after: CaseStudy) -> Iterator[Change]:
    for kind in ROW_KINDS:
        old, new = before.rows_of(kind.code), after.rows_of(kind.code)
        by_key = {row.key: row for row in old}
        for row in new:
            if change := _row(str(kind.label), by_key.pop(row.key, None), row):
                yield change
        for row in by_key.values():
            yield Change(str(kind.label), f"s-{kind.code}", REMOVED, [Piece(DELETE, row_text(row))])
        kept = {row.key for row in new} & {row.key for row in old}
        if [r.key for r in old if r.key in kept] != [r.key for r in new if r.key in kept]:
            yield Change(str(kind.label), f"s-{kind.code}", MOVED)


def _row(label: str, old: Any, new: Any) -> Change | None:
    if old is None:
        return Change(label, new.key, ADDED, [Piece(INSERT, row_text(new))])
    return change_of(label, new.key, row_text(old), row_text(new))


def row_text(row: Any) -> str:
    """A row in words: values of the vocabulary by their labels, one line per field."""
    return "\n".join(value for field_ in ROW_KIND[row.kind].fields if (value := _value(field_, row)))


def _value(declared: Any, row: Any) -> str:
    value = row.data.get(declared.name)
    if value in (None, "", False) or declared.type == "row":
        return ""
    if declared.scheme:
        return terms.label(declared.scheme, value)
    if declared.choices:
        return str(dict(declared.choices).get(value, value))
    if declared.type == "boolean":
        return str(declared.label)
    return str(value) if is_words(declared) else f"{declared.label} {value}"


def _terms(before: CaseStudy, after: CaseStudy) -> Iterator[Change]:
    for scheme in CASE_SCHEMES:
        old, new = (_labels(case, scheme.code) for case in (before, after))
        if old != new:
            yield Change(str(scheme.label), "", CHANGED, _listed(old, new))


def _labels(case: CaseStudy, scheme: str) -> list[str]:
    states = {term.code: term.state for term in case.terms.all() if term.scheme == scheme}
    return [f"{terms.label(scheme, code)}{_state(states.get(code, ''))}" for code in case.codes.get(scheme, ())]


def _state(code: str) -> str:
    return f"（{WALL_STATES[code]}）" if code in WALL_STATES else ""


def _listed(old: list[str], new: list[str]) -> list[Piece]:
    """Lists of labels as pieces: gone, come, stayed."""
    found = [Piece(DELETE, label) for label in old if label not in new]
    found += [Piece(INSERT, label) for label in new if label not in old]
    return found or [Piece(SAME, " → ".join(("・".join(old), "・".join(new))))]


def _tags(before: CaseStudy, after: CaseStudy) -> Iterator[Change]:
    old, new = (sorted(item.tag.name for item in case.tag_items.all()) for case in (before, after))
    if old != new:
        yield Change(_("Tags"), "", CHANGED, _listed(old, new))


def _files(before: CaseStudy, after: CaseStudy) -> Iterator[Change]:
    old, new = (
        {file.key: f"{file.alt} {file.caption}".strip() for file in case.files.all()} for case in (before, after)
    )
    for key in [*old, *(key for key in new if key not in old)]:
        label = _("Pictures and documents")
        if key not in new:
            yield Change(label, "", REMOVED, [Piece(DELETE, old[key] or key)])
        elif key not in old:
            yield Change(label, key, ADDED, [Piece(INSERT, new[key] or key)])
        elif change := change_of(label, key, old[key], new[key]):
            yield change
