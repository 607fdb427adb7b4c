"""May somebody still read what a notice is about? The apps above know; they register a question per kind of object."""

from collections.abc import Callable, Iterable
from typing import Any

from bansou.notifications.models import Event

# (user, public ids) → those that the user may read now
Readable = Callable[[Any, set[str]], set[str]]
_questions: dict[str, Readable] = {}


def follow(kind: str, readable: Readable) -> None:
    """From now on notices about `kind` show their words only to those whom `readable` lets read the object."""
    _questions[kind] = readable


def closed_to(user: Any, events: Iterable[Event]) -> set[int]:
    """Primary keys of the events whose object the user may no longer read. One question per kind."""
    ids: dict[str, set[str]] = {}
    events = [event for event in events if event.kind in _questions]
    for event in events:
        ids.setdefault(event.kind, set()).add(event.object_id)
    readable = {kind: _questions[kind](user, found) for kind, found in ids.items()}
    return {event.pk for event in events if event.object_id not in readable[event.kind]}
