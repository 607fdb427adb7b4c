"""`manage.py check_index [--repair]`: does the index hold what the database says?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.checking import FAULTS, Report, check
from search.documents import BUILDERS
from search.engines.base import SearchUnavailable


class Command(BaseCommand):
    help = "Compare the search index with the database; exit code 1 when they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Mend what is missing, stale or extra.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = check(repair=options["repair"])
        except SearchUnavailable as reason:
            raise CommandError(f"The search engine does not answer: {reason}") from reason
        self.stdout.write("\n".join([*table(report), "", *summary(report)]))
        if not report.is_clean:
            raise CommandError(f"{report.total - report.mended} document(s) of the index are not right.")


def table(report: Report) -> list[str]:
    """A line per kind with the number of each fault."""
    kinds = dict.fromkeys([*BUILDERS, *sorted(kind for kind, _fault in report.counts)])
    lines = [f"{'':<12}" + "".join(f"{fault:>10}" for fault in FAULTS)]
    return lines + [f"{kind:<12}" + "".join(f"{report.counts[kind, fault]:>10}" for fault in FAULTS) for kind in kinds]


def summary(report: Report) -> list[str]:
    """The first faults one by one, and what it comes to."""
    lines = [f"{f.fault:<8} {f.kind} {f.id}  {f.reason}".rstrip() for f in report.shown]
    if report.ahead:
        lines.append("The index knows changes that the database does not: an older copy of the database was put back.")
    return [*lines, f"{report.compared} documents compared, {report.total} not right, {report.mended} mended."]
