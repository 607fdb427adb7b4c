"""`manage.py rebuild_index`: fills the index from the database; readers are served meanwhile."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from search.documents import BUILDERS, rows
from search.indexer import rebuild


class Command(BaseCommand):
    help = "Build the search index from the database, with a progress bar."

    def handle(self, *args: Any, **options: Any) -> None:
        total = sum(rows(kind).count() for kind in BUILDERS)
        with tqdm(total=total, unit="doc", disable=not self.stdout.isatty()) as bar:
            count = rebuild(progress=bar.update)
        self.stdout.write(f"Index: {count} documents.")
