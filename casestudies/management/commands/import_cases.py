"""`manage.py import_cases FILE`: JSON Lines or XLSX; drafts, or published with --publish."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from bansou.access import roles_of
from bansou.accounts.models import User
from casestudies.services.importing import Importer, read_file


class Command(BaseCommand):
    help = "Import cases from a .jsonl or .xlsx file. Bad rows are reported with row, column and reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--author", help="email of who writes the cases that name no author")
        parser.add_argument("--publish", action="store_true", help="publish those with a date and a consent")
        parser.add_argument("--by", help="email of the administrator who publishes")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file() or path.suffix.lower() not in {".jsonl", ".xlsx"}:
            raise CommandError(f"{path} is no .jsonl or .xlsx file.")
        by = self._person(options["by"])
        if options["publish"] and "administrator" not in roles_of(by):
            raise CommandError("--publish needs --by with the email of an administrator.")
        importer = Importer(self._person(options["author"]), options["publish"], by)
        with tqdm(unit="case", disable=not self.stdout.isatty()) as bar:
            report = importer.run(read_file(path), bar.update)
        for number, where, message in report.problems:
            self.stderr.write(f"row {number}: {where}: {message}")
        self.stdout.write(f"{report.created} new, {report.skipped} already there, {len(report.problems)} problems.")
        if report.problems and not report.created and not report.skipped:
            raise CommandError("Nothing was imported.")

    def _person(self, email: str | None) -> Any:
        if not email:
            return None
        user = User.objects.approved().filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"{email} is no approved member.")
        return user
