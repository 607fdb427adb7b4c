"""反映先: noting where articles went beyond this site, and taking a note back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.audit.models import record
from knowhow.models import Article, HandbookEdition, Reflection


@transaction.atomic
def reflect(
    articles: Iterable[Article],
    by: Any,
    *,
    target: str,
    on: date,
    place: str,
    edition: str = "",
    at: datetime | None = None,
) -> int:
    """Note that these articles went there; what is noted already stays one note. Returns how many are new."""
    said = {"target": target, "on": on, "place": place, "edition": edition}
    made = 0
    for article in articles:
        _note, is_new = Reflection.objects.get_or_create(
            article=article, **said, defaults={"by": by, "at": at or timezone.now()}
        )
        if is_new:
            record(by, "reflect", article, **{**said, "on": on.isoformat()})
            made += 1
    return made


@transaction.atomic
def take_back(note: Reflection, by: Any) -> None:
    """Delete a note that was wrong."""
    said = {"target": note.target, "on": note.on.isoformat(), "place": note.place, "edition": note.edition}
    record(by, "unreflect", note.article, **said)
    note.delete()


def articles_of(edition: HandbookEdition) -> list[Article]:
    """The articles of an edition that are still published."""
    ids = edition.items.filter(kind=Article.kind).values("object_id")
    return list(Article.objects.published().filter(public_id__in=ids))
