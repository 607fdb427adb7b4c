"""The vocabulary as this process knows it: plain objects, no query per look-up."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bansou.vocabulary.models import Term, VocabularyVersion

CHECK_EVERY_SECONDS = 2.0
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class TermInfo:
    """One term without the ORM."""

    scheme: str
    code: str
    label: str
    short: str
    alt_labels: tuple[str, ...]
    description: str
    parent: str
    parent_scheme: str
    order: int
    active: bool
    merged_into: str


@dataclass
class _Snapshot:
    version: int
    checked_at: float
    schemes: dict[str, dict[str, TermInfo]] = field(default_factory=dict)
    children: dict[tuple[str, str], list[TermInfo]] = field(default_factory=dict)
    derived: dict[Any, Any] = field(default_factory=dict)


_lock = threading.Lock()
_snapshot: _Snapshot | None = None


def forget() -> None:
    """Drop the cache: terms changed, or a test rolled the database back."""
    global _snapshot
    _snapshot = None


def look_again() -> None:
    """Ask at the next look-up whether terms changed: what is written now must not rest on words of two seconds ago."""
    if snapshot := _snapshot:
        snapshot.checked_at = float("-inf")


def _version() -> int:
    return VocabularyVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def _info(row: Term) -> TermInfo:
    return TermInfo(
        scheme=row.scheme,
        code=row.code,
        label=row.label,
        short=row.short_label or row.label,
        alt_labels=tuple(line.strip() for line in row.alt_labels.splitlines() if line.strip()),
        description=row.description,
        parent=row.parent.code if row.parent else "",
        parent_scheme=row.parent.scheme if row.parent else "",
        order=row.sort_order,
        active=row.active,
        merged_into=row.merged_into.code if row.merged_into else "",
    )


def _load(version: int) -> _Snapshot:
    snapshot = _Snapshot(version, time.monotonic())
    for row in Term.objects.select_related("parent", "merged_into").order_by("scheme", "sort_order", "code"):
        info = _info(row)
        snapshot.schemes.setdefault(info.scheme, {})[info.code] = info
        if info.parent:
            snapshot.children.setdefault((info.parent_scheme, info.parent), []).append(info)
    return snapshot


def _current() -> _Snapshot:
    global _snapshot
    snapshot = _snapshot
    if snapshot and time.monotonic() - snapshot.checked_at < CHECK_EVERY_SECONDS:
        return snapshot
    with _lock:
        version = _version()
        if snapshot and snapshot.version == version:
            snapshot.checked_at = time.monotonic()
            return snapshot
        _snapshot = snapshot = _load(version)
        return snapshot


def version() -> int:
    """The version number of what `scheme()` answers from; part of cache keys."""
    return _current().version


def derived(build: Callable[[], Made]) -> Made:
    """What `build` makes of the vocabulary: made once, kept as long as this process answers from the same version."""
    kept = _current().derived
    if build not in kept:
        kept[build] = build()
    return kept[build]


def scheme(code: str) -> dict[str, TermInfo]:
    """All terms of a scheme in order, inactive and merged ones too: code → TermInfo."""
    return _current().schemes.get(code, {})


def offered(scheme_code: str, chosen: tuple[str, ...] = ()) -> list[TermInfo]:
    """What a form offers: active terms, and inactive ones only where already chosen."""
    return [t for t in scheme(scheme_code).values() if (t.active and not t.merged_into) or t.code in chosen]


def get(scheme_code: str, code: str) -> TermInfo | None:
    """One term, merged ones resolved; None when there is none."""
    terms = scheme(scheme_code)
    term = terms.get(code)
    if term is None or not term.merged_into:
        return term
    seen: set[str] = set()
    while term and term.merged_into and term.code not in seen:
        seen.add(term.code)
        term = terms.get(term.merged_into)
    return term


def resolve(scheme_code: str, code: str) -> str:
    """The code that stands for `code` today (merged terms followed)."""
    term = get(scheme_code, code)
    return term.code if term else code


def label(scheme_code: str, code: str) -> str:
    """The label, or the bare code when the term is unknown."""
    term = get(scheme_code, code)
    return term.label if term else code


def short(scheme_code: str, code: str) -> str:
    """The short name on screen, else the label."""
    term = get(scheme_code, code)
    return term.short if term else code


def children(scheme_code: str, code: str) -> list[TermInfo]:
    """Terms whose parent is this one (prefectures of a bureau, kinds of supporter)."""
    return _current().children.get((scheme_code, code), [])


def descendants(scheme_code: str, code: str) -> list[tuple[str, str]]:
    """(scheme, code) of all that stands below, nearest first."""
    found: list[tuple[str, str]] = []
    below = children(scheme_code, code)
    while below:
        fresh = [term for term in below if (term.scheme, term.code) not in found]
        found += [(term.scheme, term.code) for term in fresh]
        below = [term for above in fresh for term in children(above.scheme, above.code)]
    return found


def ancestors(scheme_code: str, code: str) -> list[tuple[str, str]]:
    """(scheme, code) of all parents, nearest first."""
    found: list[tuple[str, str]] = []
    term = get(scheme_code, code)
    while term and term.parent and (term.parent_scheme, term.parent) not in found:
        found.append((term.parent_scheme, term.parent))
        term = get(term.parent_scheme, term.parent)
    return found


def region_of(prefecture: str) -> str:
    """The bureau's code of a prefecture, or ''."""
    above = ancestors("prefecture", prefecture)
    return above[0][1] if above else ""
