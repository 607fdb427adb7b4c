"""Loading the vocabulary."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from bansou.vocabulary.merging import regrouped
from bansou.vocabulary.models import Term, VocabularyVersion
from bansou.vocabulary.schemes import SCHEMES

DATA_FILE = Path(__file__).parent / "data" / "terms.csv"
LOADED_FIELDS = ("label", "short_label", "alt_labels", "description", "sort_order", "source")


@dataclass
class LoadReport:
    """What a load did: numbers of terms."""

    created: int = 0
    updated: int = 0
    kept: int = 0


def read_rows(path: Path = DATA_FILE) -> list[dict[str, str]]:
    """The rows of terms.csv; alternative labels are separated by `|` there."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_terms(rows: Iterable[dict[str, str]] | None = None) -> LoadReport:
    """Create what is missing, update what nobody edited here, keep local edits. Running it again changes nothing."""
    report = LoadReport()
    existing = {(t.scheme, t.code): t for t in Term.objects.all()}
    names = {key: (t.label, t.short_label) for key, t in existing.items()}
    order: dict[str, int] = {}
    changed: list[Term] = []
    new: list[Term] = []
    parents: list[tuple[Term, str]] = []
    for row in rows if rows is not None else read_rows():
        order[row["scheme"]] = order.get(row["scheme"], 0) + 10
        values = {**{name: row.get(name, "") for name in LOADED_FIELDS}, "sort_order": order[row["scheme"]]}
        values["alt_labels"] = row["alt_labels"].replace("|", "\n")
        term = existing.get((row["scheme"], row["code"]))
        if term is None:
            term = Term(scheme=row["scheme"], code=row["code"], loaded=values, **values)
            new.append(term)
            parents.append((term, row["parent"]))
        elif apply_loaded(term, values):
            changed.append(term)
        else:
            report.kept += 1
    Term.objects.bulk_create(new)
    Term.objects.bulk_update(changed, [*LOADED_FIELDS, "loaded"])
    link_parents(parents)
    report.created, report.updated = len(new), len(changed)
    if new or changed:
        VocabularyVersion.bump()
    for term in changed:
        if names[term.scheme, term.code] != (term.label, term.short_label):
            regrouped(term)
    return report


def apply_loaded(term: Term, values: dict) -> bool:
    """Take over the values that nobody edited here; True when something changed."""
    if term.loaded == values:
        return False
    for name, value in values.items():
        if getattr(term, name) == term.loaded.get(name):
            setattr(term, name, value)
    term.loaded = values
    return True


def link_parents(parents: list[tuple[Term, str]]) -> None:
    """Set the parent of new terms: of the scheme's parent scheme, else of the same scheme."""
    index = {(t.scheme, t.code): t for t in Term.objects.all()}
    linked = []
    for term, code in parents:
        if code:
            term.parent = index[(SCHEMES[term.scheme].parent or term.scheme, code)]
            linked.append(term)
    Term.objects.bulk_update(linked, ["parent"])
