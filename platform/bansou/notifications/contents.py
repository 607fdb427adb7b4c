"""Notices whose words are found when they are read: what a list of results names, the reader must still be let read.

The apps above know; they register a function per verb.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bansou.notifications.models import Event


@dataclass(frozen=True)
class Content:
    """What the template of the verb gets besides the event's own data, and further headers of the mail."""

    data: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


# (user, events of one verb) → the contents by primary key; an event without one has nothing left to tell
Fill = Callable[[Any, list[Event]], dict[int, Content]]
_fills: dict[str, Fill] = {}


def fill(verb: str, function: Fill) -> None:
    """From now on notices of this verb say what `function` finds for their reader."""
    _fills[verb] = function


def contents_of(user: Any, events: Iterable[Event]) -> dict[int, Content]:
    """The contents for `user`, by primary key of the event. One question per verb."""
    by_verb: dict[str, list[Event]] = {}
    for event in events:
        by_verb.setdefault(event.verb, []).append(event)
    found: dict[int, Content] = {}
    for verb, listed in by_verb.items():
        found |= _fills[verb](user, listed) if verb in _fills else {event.pk: Content({}) for event in listed}
    return found
