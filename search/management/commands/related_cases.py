"""`manage.py related_cases`: compute similar cases for what was published since the last time, or with --all for all."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from search import related


class Command(BaseCommand):
    help = "Compute similar cases (the worker does it every minute for what changed)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Compute every published case anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            count = related.update_all(lambda ids: tqdm(ids, unit="case", disable=not self.stdout.isatty()))
        else:
            count = related.update_changed()
        self.stdout.write(f"{count} cases computed.")
