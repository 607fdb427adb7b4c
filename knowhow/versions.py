"""The published versions of an article, and what changed from one to the next.

What stood in an older version may have been taken out for a reason, so words are for curators; readers learn when the
text was changed, and in which parts. Quotes are not part of it at all: they stand or fall with their case.
"""

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
from knowhow.models import Article
from knowhow.services import PUBLISHED

SHOWN = 30  # the newest versions


@dataclass(frozen=True)
class Version:
    """One published text. `changes`: against the version before; None for the first one."""

    number: int
    on: date
    changes: list[Change] | None


def versions_of(article: Article) -> list[Version]:
    """The newest published versions, the newest first. Two queries."""
    entries = AuditEntry.objects.filter(kind=Article.kind, object_id=article.public_id, verb=PUBLISHED)
    newest = list(entries.order_by("-pk")[: SHOWN + 1])[::-1]
    texts = Revision.objects.in_bulk([entry.data.get("revision") for entry in newest if entry.data.get("revision")])
    return list(_compared(newest, {pk: _content(revision.content) for pk, revision in texts.items()}))[-SHOWN:][::-1]


def _content(stored: dict[str, Any]) -> Content:
    return {name: stored.get(name) for name in PLAIN if stored.get(name) is not None}


def _compared(entries: list[AuditEntry], texts: dict[int, Content]) -> Iterator[Version]:
    before: Content | None = None
    for order, entry in enumerate(entries, 1):
        text = texts.get(entry.data.get("revision", 0), {})
        changes = None if before is None else differences(before, text)
        yield Version(entry.data.get("version", order), _day(entry), changes)
        before = text


def _day(entry: AuditEntry) -> date:
    on = entry.data.get("on")
    return date.fromisoformat(on) if on else timezone.localdate(entry.at)
