"""Importing case documents in batches: bad ones are reported, good ones go in."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bansou.accounts.models import Organisation, User
from bansou.audit.models import record
from bansou.indexing.services import changed
from casestudies import interchange
from casestudies.interchange import Problem
from casestudies.spreadsheet.workbook import read_documents

BATCH = 200
Numbered = tuple[int, Any]


@dataclass
class ImportReport:
    """What an import did. `problems`: (row, where, message)."""

    created: int = 0
    skipped: int = 0
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def read_file(path: Path) -> Iterator[Numbered]:
    """(row number, document) of a .jsonl or .xlsx file. A line that is no JSON comes out as text and is reported."""
    if path.suffix.lower() == ".xlsx":
        yield from read_documents(path)
        return
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _json(line)


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return line


@dataclass
class Importer:
    """One run. `fallback_author` writes what names no author; `publish` keeps `published_on` (administrators only)."""

    fallback_author: Any = None
    publish: bool = False
    by: Any = None
    report: ImportReport = field(default_factory=ImportReport)
    _people: dict[str, Any] = field(default_factory=dict)
    _organisations: dict[str, Any] = field(default_factory=dict)

    def run(self, numbered: Iterable[Numbered], progress: Callable[[int], Any] = lambda n: None) -> ImportReport:
        """Import everything; memory holds one batch at a time."""
        batch: list[Numbered] = []
        for item in numbered:
            batch.append(item)
            if len(batch) >= BATCH:
                self._store(batch)
                progress(len(batch))
                batch = []
        if batch:
            self._store(batch)
            progress(len(batch))
        return self.report

    @transaction.atomic
    def _store(self, batch: list[Numbered]) -> None:
        sound = [(number, document) for number, document in batch if self._is_sound(number, document)]
        there = interchange.existing_ids(d["external_id"] for _n, d in sound if d.get("external_id"))
        built = []
        for _number, document in sound:
            own = document.get("external_id")
            if own and own in there:
                self.report.skipped += 1
                continue
            there.add(own)
            built.append(interchange.build_case(document, self._author(document), self._organisation(document)))
        for case in interchange.save_built(built):
            record(self.by, "import", case)
            if case.live:
                changed(case)
        self.report.created += len(built)

    def _is_sound(self, number: int, document: Any) -> bool:
        problems = interchange.check_document(document, complete=self.publish)
        if not problems:
            problems = list(self._publication_problems(document))
        self.report.problems += [(number, problem.where, problem.message) for problem in problems]
        return not problems

    def _publication_problems(self, document: dict[str, Any]) -> Iterator[Problem]:
        if self._author(document) is None:
            yield Problem("author", _("There is no approved member with this address."))
        if document.get("organisation") and self._organisation(document) is None:
            yield Problem("organisation", _("This organisation is not known."))
        if not self.publish:
            document.pop("published_on", None)
        elif not document.get("consent"):
            yield Problem("consent", _("Without the firm's consent nothing is published."))

    def _author(self, document: dict[str, Any]) -> Any:
        email = str(document.get("author") or "").lower()
        if not email:
            return self.fallback_author
        if email not in self._people:
            self._people[email] = User.objects.approved().filter(email=email).first()
        return self._people[email]

    def _organisation(self, document: dict[str, Any]) -> Any:
        name = str(document.get("organisation") or "")
        if not name:
            author = self._author(document)
            return author.primary_organisation if author else None
        if name not in self._organisations:
            self._organisations[name] = Organisation.objects.filter(name=name).first()
        return self._organisations[name]
