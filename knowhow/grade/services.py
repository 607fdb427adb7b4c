"""Keep the stored grade true."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.audit.models import record
from bansou.indexing.services import changed
from knowhow.grade.arithmetic import Grade, grade
from knowhow.grade.collecting import facts_of
from knowhow.models import Article


@transaction.atomic
def regrade(article: Article, today: date | None = None) -> Grade:
    """Compute the grade of the published text anew, store it (on `article` too) and let the index know when it is
    another one. Harmless to call twice."""
    before = article.grade
    found = store_grade(article, today)
    if found.letter != before and article.is_public_now:
        changed(article)
    return found


def store_grade(article: Article, today: date | None = None) -> Grade:
    """`regrade` for whoever tells the index anyway. Call it in a transaction.

    The row is locked first: two changes at once must not each count without the other.
    """
    stored = Article.objects.select_for_update().get(pk=article.pk)
    found = grade(facts_of(stored, today or timezone.localdate()))
    article.grade, article.grade_reasons = found.letter, [line.as_dict() for line in found.lines]
    article.graded_at = timezone.now()
    article.save(update_fields=["grade", "grade_reasons", "graded_at"])
    return found


@transaction.atomic
def set_strength(article: Article, by: Any, strength: str, reason: str) -> None:
    """Curators say how strongly they recommend it, and why; both are public. The computed grade stays what it is."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    before, article.strength, article.strength_reason = article.strength, strength, reason
    article.save(update_fields=["strength", "strength_reason"])
    record(by, "set_strength", article, before=before, after=strength, reason=reason)
