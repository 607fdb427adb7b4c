"""`manage.py evaluate_search --corpus F --queries F`: how good and how fast is search on a given set?"""

import gzip
import json
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.engines import temporary_engine
from search.engines.base import Document, Engine, Query, Section

PUBLIC = ("public",)
DEPTH = 10


@dataclass(frozen=True)
class Evaluation:
    """Quality as means over the queries, time per query in milliseconds."""

    engine: str
    documents: int
    queries: int
    mrr_at_10: float
    recall_at_10: float
    p50_ms: float
    p95_ms: float
    median_total: int
    index_seconds: float


class Command(BaseCommand):
    """Builds a throw-away index through the site's own analysis, compiler and ranking, and asks it."""

    help = "Measure search on {id, title, text} and {id, query, gold_id} lines (JSON Lines, .gz allowed)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--corpus, --queries, --engine, --json."""
        parser.add_argument("--corpus", type=Path, required=True)
        parser.add_argument("--queries", type=Path, required=True)
        parser.add_argument("--engine", default="embedded", choices=["embedded", "elasticsearch"])
        parser.add_argument("--json", action="store_true", help="last line: one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, ask, print."""
        documents = [as_document(line) for line in read_lines(options["corpus"])]
        queries = list(read_lines(options["queries"]))
        if not documents or not queries:
            raise CommandError("The corpus or the queries are empty.")
        with temporary_engine(options["engine"]) as engine:
            started = time.perf_counter()
            with tqdm(total=len(documents), unit="doc", disable=None) as bar:
                engine.put_many(documents, progress=bar.update)
            engine.optimise()
            engine.warm()
            evaluation = evaluate(engine, queries, len(documents), time.perf_counter() - started)
        self.show(evaluation, options["json"])

    def show(self, evaluation: Evaluation, as_json: bool) -> None:
        """A line per figure; with `as_json` one JSON object behind them."""
        for name, value in asdict(evaluation).items():
            self.stdout.write(f"{name:>14}  {value}")
        if as_json:
            self.stdout.write(json.dumps(asdict(evaluation)))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a JSON Lines file, compressed or not."""
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def as_document(line: dict[str, Any]) -> Document:
    """A line of the corpus as a public document."""
    sections = (Section("text", "text", line["text"]),)
    return Document("paragraph", str(line["id"]), line.get("title") or "", sections=sections, audience=PUBLIC)


def evaluate(engine: Engine, queries: list[dict[str, Any]], documents: int, index_seconds: float) -> Evaluation:
    """Ask every query for ten hits."""
    reciprocal, times, totals = [], [], []
    for line in queries:
        started = time.perf_counter()
        results = engine.search(Query(text=line["query"], audience=PUBLIC, size=DEPTH))
        times.append((time.perf_counter() - started) * 1000)
        totals.append(results.total)
        ids = [hit.id for hit in results.hits]
        gold = str(line["gold_id"])
        reciprocal.append(1 / (ids.index(gold) + 1) if gold in ids else 0.0)
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return Evaluation(
        engine=engine.stats()["engine"],
        documents=documents,
        queries=len(queries),
        mrr_at_10=round(sum(reciprocal) / len(queries), 4),
        recall_at_10=round(sum(1 for r in reciprocal if r) / len(queries), 4),
        p50_ms=round(cuts[9], 2),
        p95_ms=round(cuts[18], 2),
        median_total=sorted(totals)[len(totals) // 2],
        index_seconds=round(index_seconds, 1),
    )
