"""`manage.py bench_index`: fill the search index from nothing and take the time. Never on a site with real readers."""

import json
import resource
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from search.documents import all_documents
from search.engines import get_engine


class Command(BaseCommand):
    help = "Empty the search index, fill it from the database and say how fast that was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", type=Path, help="write the figures to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        engine = get_engine()
        engine.reset()
        began, used = time.perf_counter(), processor_seconds()
        with tqdm(unit="doc", disable=not self.stdout.isatty()) as bar:
            count = engine.rebuild(all_documents(), progress=bar.update)
        found = {
            "documents": count,
            "seconds": time.perf_counter() - began,
            "cpu_seconds": processor_seconds() - used,
        }
        if options["json"]:
            options["json"].write_text(json.dumps(found))
        else:
            self.stdout.write(json.dumps(found))


def processor_seconds() -> float:
    """Of this process and of the processes that it started and that ended."""
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in found)
