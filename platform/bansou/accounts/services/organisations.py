"""Organisations that come from files."""

import csv
from pathlib import Path

from django.db import transaction

from bansou.accounts.models import Organisation

NATIONAL = Path(__file__).resolve().parents[1] / "data" / "organisations.csv"


@transaction.atomic
def load_organisations(path: Path = NATIONAL) -> int:
    """Add the national bodies of a CSV file (name, supporter_type); what is there keeps its edits. Returns how many
    were new."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    there = set(Organisation.objects.filter(name__in=[row["name"] for row in rows]).values_list("name", flat=True))
    new = [Organisation(**row, is_national=True) for row in rows if row["name"] not in there]
    Organisation.objects.bulk_create(new)
    return len(new)
