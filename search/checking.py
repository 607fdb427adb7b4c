"""Does the index hold what the database says? Compared in batches, so that 100,000 cases need little memory."""

import logging
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction

from bansou.batches import lists_of
from bansou.indexing.models import Change
from bansou.indexing.services import changed_id, newest_change
from bansou.vocabulary import terms
from search.documents import BUILDERS, documents_of, rows
from search.engines import get_engine
from search.engines.base import Engine, Entry, IndexMissing, SearchUnavailable
from search.engines.fingerprint import entry_of
from search.indexer import rebuild, work_off

log = logging.getLogger(__name__)
MISSING, STALE, EXTRA = "missing", "stale", "extra"
FAULTS = (MISSING, STALE, EXTRA)
SHOWN = 20  # faults that are named one by one


@dataclass(frozen=True)
class Fault:
    """One document that is not as it should be. `reason`: what of a stale one differs."""

    fault: str
    kind: str
    id: str
    reason: str = ""


@dataclass
class Report:
    """What a check found. `mended`: faults that were repaired; `ahead`: the index knows changes that the database does
    not, so an older copy of the database was put back."""

    compared: int = 0
    mended: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind, fault) → number
    shown: list[Fault] = field(default_factory=list)  # the first ones
    ahead: bool = False

    def add(self, fault: Fault) -> None:
        """Count a fault, and name it while there are few."""
        self.counts[fault.kind, fault.fault] += 1
        if len(self.shown) < SHOWN:
            self.shown.append(fault)

    @property
    def total(self) -> int:
        """How many documents were not right."""
        return self.counts.total()

    @property
    def is_clean(self) -> bool:
        """Is the index right now?"""
        return self.mended == self.total


class Checker:
    """Compares an engine's index with the database, and mends it when asked to. What has a change on its way to the
    index is left alone."""

    def __init__(self, engine: Engine, repair: bool = False) -> None:
        self.engine, self.repair, self.report = engine, repair, Report()

    def run(self) -> Report:
        """All of it. Raises SearchUnavailable."""
        terms.look_again()
        for kind in BUILDERS:
            ids = rows(kind).order_by("pk").values_list("public_id", flat=True)
            for batch in lists_of(ids):
                self.report.compared += len(batch)
                self.check(kind, batch)
        for names in lists_of(self.engine.names()):
            for kind in {kind for kind, _id in names}:
                self.check(kind, unknown(kind, [public_id for of_kind, public_id in names if of_kind == kind]))
        if self.report.ahead and self.repair:
            rebuild(whatever_is_there=True)
            self.report.mended = self.report.total
        return self.report

    def check(self, kind: str, ids: list[str]) -> None:
        """One batch. A fault counts when it is still there at a second look: readers write meanwhile."""
        suspects = [fault.id for fault in self.faults(kind, ids)]
        found = self.faults(kind, suspects)
        for fault in found:
            self.report.add(fault)
        if found and self.repair and not self.report.ahead:
            self.mend(found)

    def faults(self, kind: str, ids: list[str]) -> list[Fault]:
        """What is wrong with these, as far as no change of theirs is waiting."""
        if not ids:
            return []
        held = self.engine.entries(kind, ids)
        newest = newest_change()
        wanted = {public_id: entry_of(d) for public_id, d in documents_of(kind, dict.fromkeys(ids, 0)).items()}
        waiting = set(Change.objects.waiting().filter(kind=kind, object_id__in=ids).values_list("object_id", flat=True))
        self.report.ahead |= any(entry.version > newest for entry in held.values())
        compared = (fault_of(kind, i, wanted.get(i), held.get(i), newest) for i in ids if i not in waiting)
        return [fault for fault in compared if fault]

    def mend(self, found: list[Fault]) -> None:
        """Ask for the objects to be indexed as they are now, and see whether that helped."""
        with transaction.atomic():
            for fault in found:
                changed_id(fault.kind, fault.id)
        work_off()
        left = self.faults(found[0].kind, [fault.id for fault in found])
        self.report.mended += len(found) - len(left)


def fault_of(kind: str, public_id: str, wanted: Entry | None, held: Entry | None, newest: int) -> Fault | None:
    """What is wrong with one document, if anything."""
    if wanted is None or held is None:
        if wanted is held:
            return None
        return Fault(MISSING if held is None else EXTRA, kind, public_id)
    differs = [name for name in ("audience", "text", "facts") if getattr(wanted, name) != getattr(held, name)]
    differs += ["version"] if held.version > newest else []
    return Fault(STALE, kind, public_id, ", ".join(differs)) if differs else None


def unknown(kind: str, ids: list[str]) -> list[str]:
    """Those ids that the database does not know as readable; the others were compared already."""
    known = set(rows(kind).filter(public_id__in=ids).values_list("public_id", flat=True)) if kind in BUILDERS else set()
    return [public_id for public_id in ids if public_id not in known]


def check(repair: bool = False) -> Report:
    """Compare the site's index with its database. Raises SearchUnavailable."""
    try:
        return Checker(get_engine(), repair).run()
    except IndexMissing:
        if not repair:
            raise
        rebuild()
        return Checker(get_engine()).run()


def check_and_repair() -> None:
    """Nightly job: says in the log what it found and mended."""
    try:
        report = check(repair=True)
    except SearchUnavailable as reason:
        log.warning("the index was not checked: %s", reason)
        return
    level = logging.WARNING if report.total else logging.INFO
    counts = ", ".join(f"{number} {fault} {kind}" for (kind, fault), number in sorted(report.counts.items()))
    log.log(level, "index checked: %s documents, %s; %s mended", report.compared, counts or "all right", report.mended)
