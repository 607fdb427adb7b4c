"""`manage.py case_template FILE.xlsx`: an empty workbook with drop-downs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from casestudies.spreadsheet.workbook import write_template


class Command(BaseCommand):
    help = "Write an empty workbook for import_cases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        write_template(options["file"])
        self.stdout.write(f"Written: {options['file']}")
