"""Pinned results: what curators put first for a query. Every process learns of a change with the vocabulary."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from bansou.audit.models import record
from bansou.vocabulary import terms
from bansou.vocabulary.models import VocabularyVersion
from search.engines.base import Hit, Results
from search.kinds import Card, Highlight, cards_of
from search.models.quality import Pin
from search.quality.marks import normal
from search.state import SearchState


class Pinned(NamedTuple):
    """One pin without the ORM."""

    kind: str
    id: str
    until: date | None


def pinned_cards(state: SearchState, user: Any, highlight: Highlight) -> list[Card]:
    """The cards that stand first for these words, of those that `user` may read; on the first page, without filters."""
    if not state.q or state.page > 1 or state.has_filters or state.view != "list":
        return []
    today = timezone.localdate()
    pins = terms.derived(_by_query).get(normal(state.q), ())
    hits = [
        Hit(pin.kind, pin.id, 0.0, ())
        for pin in pins
        if pin.kind == state.kind and (not pin.until or pin.until >= today)
    ]
    return cards_of(state.kind, Results(hits=tuple(hits)), user, highlight)


def _by_query() -> dict[str, list[Pinned]]:
    found: dict[str, list[Pinned]] = defaultdict(list)
    for pin in Pin.objects.all():
        found[pin.query].append(Pinned(pin.object_kind, pin.object_id, pin.until))
    return found


def without_pinned(cards: list[Card], pinned: list[Card]) -> list[Card]:
    """The results that do not stand above already."""
    above = {card["url"] for card in pinned}
    return [card for card in cards if card["url"] not in above]


@transaction.atomic
def save_pin(pin: Pin, by: Any) -> Pin:
    """Keep a pin that a curator set or changed."""
    verb = "pin.changed" if pin.pk else "pin.added"
    pin.changed_by = by
    pin.save()
    record(by, verb, pin, query=pin.query, object=f"{pin.object_kind} {pin.object_id}", until=str(pin.until or ""))
    VocabularyVersion.bump()
    return pin


@transaction.atomic
def delete_pin(pin: Pin, by: Any) -> None:
    """Take a pin away."""
    record(by, "pin.deleted", pin, query=pin.query, object=f"{pin.object_kind} {pin.object_id}")
    pin.delete()
    VocabularyVersion.bump()
