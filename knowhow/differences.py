"""What changed between two texts of an article, for reviewers and for whoever meets a conflict."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from bansou.vocabulary import terms
from casestudies.differences import Change, change_of
from knowhow.content import TEXTS, Content
from knowhow.models import ArticleKind, Evidence


def differences(before: Content, after: Content) -> list[Change]:
    """Everything that differs, in the order of the page. Both as content.read() gives them."""
    found = (change_of(label, place, old, new) for label, place, old, new in _pairs(before, after))
    return [change for change in found if change]


def _pairs(before: Content, after: Content) -> Iterator[tuple[str, str, str, str]]:
    for name, label in TEXTS.items():
        yield str(label), f"s-{name}", before.get(name, ""), after.get(name, "")
    for name, (label, place, words) in LISTS.items():
        yield str(label), place, words(before.get(name)), words(after.get(name))


def _kind(value: Any) -> str:
    return str(dict(ArticleKind.choices).get(value, ""))


def _steps(codes: Any) -> str:
    return "、".join(terms.label("step", code) for code in codes or ())


def _pitfalls(codes: Any) -> str:
    return "、".join(terms.label("pitfall", code) for code in codes or ())


def _questions(rows: Any) -> str:
    return "\n".join("／".join(filter(None, (row.get("text", ""), row.get("aim", "")))) for row in rows or ())


def _evidence(rows: Any) -> str:
    stances = dict(Evidence.Stance.choices)
    lines = (
        f"{stances.get(row['stance'], '')} {row['case']}「{row['anchor']['quote']}」{row['remark']}"
        for row in rows or ()
    )
    return "\n".join(lines)


# What is no plain text: label, place on the page, and the value in words.
LISTS: dict[str, Any] = {
    "article_kind": (_("Kind"), "", _kind),
    "steps": (_("Support step"), "", _steps),
    "questions": (_("Questions you can use"), "s-questions", _questions),
    "pitfalls": (_("Support to avoid"), "s-pitfalls", _pitfalls),
    "evidence": (_("Cases that it rests on"), "s-evidence", _evidence),
}
