"""Figures are kept for a minute at most, and not beyond the next change that readers can find."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from bansou.indexing.services import newest_change
from bansou.vocabulary import terms

SECONDS = 60  # nothing that is shown is older
Made = TypeVar("Made")


def kept(build: Callable[[], Made], *about: Any) -> Made:
    """What `build` makes, or made within the last minute for the same `about` (whose figures, which part, which reader's
    tokens) in the same state of the site."""
    state = (get_language(), timezone.localdate(), newest_change(), terms.version())
    key = f"insights-{hashlib.sha256(repr((state, about)).encode()).hexdigest()}"
    found: Made | None = cache.get(key)
    if found is None:
        found = build()
        cache.set(key, found, SECONDS)
    return found
