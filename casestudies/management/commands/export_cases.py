"""`manage.py export_cases FILE`: the published (or all) cases in the format that import_cases reads."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from casestudies.export import document_of
from casestudies.models import CaseStudy
from casestudies.spreadsheet.workbook import write_documents

CHUNK = 200


class Command(BaseCommand):
    help = "Write cases to a .jsonl or .xlsx file. It holds authors' addresses: for administrators only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--all", action="store_true", help="drafts and ended ones too")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        cases = CaseStudy.objects.all() if options["all"] else CaseStudy.objects.published()
        documents = self._documents(cases, cases.count())
        if path.suffix.lower() == ".xlsx":
            count = write_documents(documents, path)
        elif path.suffix.lower() == ".jsonl":
            count = self._write_lines(documents, path)
        else:
            raise CommandError("Name a .jsonl or .xlsx file.")
        self.stdout.write(f"{count} cases.")

    def _documents(self, cases: Any, total: int) -> Iterator[dict[str, Any]]:
        rows = cases.for_page().prefetch_related("consents").order_by("pk").iterator(chunk_size=CHUNK)
        for case in tqdm(rows, total=total, unit="case", disable=not self.stdout.isatty()):
            yield document_of(case)

    def _write_lines(self, documents: Iterator[dict[str, Any]], path: Path) -> int:
        count = 0
        with path.open("w", encoding="utf-8") as file:
            for document in documents:
                file.write(json.dumps(document, ensure_ascii=False) + "\n")
                count += 1
        return count
