"""Keeping answers to the suitability checklist."""

from typing import Any

from django.db import transaction

from casestudies.models import SuitabilityCheck


@transaction.atomic
def keep_answers(author: Any, label: str, answers: dict[str, str]) -> SuitabilityCheck:
    """A new entry beside the earlier ones; the same answers sent again are the same entry."""
    newest = SuitabilityCheck.objects.filter(author=author, label=label).first()
    if newest and newest.answers == answers:
        return newest
    return SuitabilityCheck.objects.create(author=author, label=label, answers=answers)
