"""The published versions of an article, and what changed from one to the next.

What stood in an older version may have been taken out for a reason, so words are for curators; readers learn when the
text was changed, and in which parts. Quotes are not part of it at all: they stand or fall with their case.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from bansou.audit.models import AuditEntry
from casestudies.differences import Change
from knowhow.content import PLAIN, Content
from knowhow.differences import differences
from knowhow.models import Article, Evidence
from knowhow.services import PUBLISHED

SHOWN = 30  # the newest versions


@dataclass(frozen=True)
class Version:
    """One published text. `changes`: against the version before; None for the first one. `evidence`: rows by stance."""

    number: int
    on: date
    changes: list[Change] | None
    evidence: Counter[str]

    @property
    def evidence_label(self) -> str:
        """`Supports 3, limits 1`."""
        counts = ((label, self.evidence[code]) for code, label in Evidence.Stance.choices)
        return "・".join(f"{label} {count}" for label, count in counts if count)


def versions_of(article: Article) -> list[Version]:
    """The newest published versions, the newest first. Two queries."""
    entries = AuditEntry.objects.filter(kind=Article.kind, object_id=article.public_id, verb=PUBLISHED)
    newest = list(entries.order_by("-pk")[: SHOWN + 1])[::-1]
    texts = Revision.objects.in_bulk([entry.data.get("revision") for entry in newest if entry.data.get("revision")])
    stored = [texts[pk].content if (pk := entry.data.get("revision")) in texts else {} for entry in newest]
    return list(_compared(newest, stored))[-SHOWN:][::-1]


def _compared(entries: list[AuditEntry], stored: list[dict[str, Any]]) -> Iterator[Version]:
    before: Content | None = None
    for order, (entry, content) in enumerate(zip(entries, stored, strict=True), 1):
        text = {name: content[name] for name in PLAIN if content.get(name) is not None}
        changes = None if before is None else differences(before, text)
        stances = Counter(row["stance"] for row in content.get("evidence", ()))
        yield Version(entry.data.get("version", order), _day(entry), changes, stances)
        before = text


def _day(entry: AuditEntry) -> date:
    on = entry.data.get("on")
    return date.fromisoformat(on) if on else timezone.localdate(entry.at)
