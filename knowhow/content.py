"""What curators write, as plain named values: the shape that form, conflict check, differences and revisions share.

Values are JSON: texts, `steps` and `pitfalls` as codes (the main step first), `questions` as `[{"text", "aim"}]`,
`evidence` as `[{"key", "case", "case_id", "anchor", "stance", "remark"}]` (`case` is the public id). A row keeps the
day when it was put there; a new one may bring it as `since` (history that is loaded), else it is today.
"""

import hashlib
import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowhow.models import Article, Evidence

Content = dict[str, Any]
# In the order of the page; the labels are those of the form.
TEXTS: dict[str, Any] = {
    "claim": _("Claim in one sentence"),
    "situation": _("When it is of use"),
    "body": _("What to do"),
    "why": _("Why it works"),
    "works_when": _("It works when"),
    "fails_when": _("It does not work when"),
    "caveats": _("Where it easily goes wrong"),
    "checklist": _("Checklist"),
    "examples": _("Examples"),
}
# What search calls the sections of an article.
LABELS = {**TEXTS, "questions": _("Questions you can use")}
PLAIN = (*TEXTS, "article_kind", "steps", "pitfalls", "questions")


def read(article: Article) -> Content:
    """All values of a draft."""
    values = {name: getattr(article, name) for name in PLAIN}
    return {**values, "evidence": [_row(row) for row in article.evidence.all()]}


def _row(row: Evidence) -> Content:
    case = row.place.public_id
    return {
        "key": row.key,
        "case": case,
        "case_id": row.case_id,
        "anchor": row.place.as_dict(),
        "stance": row.stance,
        "remark": row.remark,
    }


def write(article: Article, values: Content) -> None:
    """Replace the values that are given on the draft in memory; nothing is stored."""
    for name in PLAIN:
        if name in values:
            setattr(article, name, values[name])
    if "evidence" in values:
        _write_evidence(article, values["evidence"])


def _write_evidence(article: Article, rows: list[Content]) -> None:
    known = {row.key: row for row in article.evidence.all()}
    kept = []
    for order, values in enumerate(rows):
        row = known.get(values["key"]) or Evidence(key=values["key"], since=values.get("since") or timezone.localdate())
        row.case_id, row.anchor, row.stance = values["case_id"], values["anchor"], values["stance"]
        row.remark, row.sort_order = values["remark"], order
        kept.append(row)
    article.evidence.set(kept)


def fingerprint(article: Article) -> str:
    """Sixteen characters that change when anything in the draft changes; sent with the form."""
    text = json.dumps(read(article), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
