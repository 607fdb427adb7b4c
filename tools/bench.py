"""`make bench`: measure the site on generated content, with one search engine after the other; prints Markdown.

A corpus of CASES cases (100000) is made once and kept in var/bench/. ENGINES (`embedded elasticsearch`) names the
engines. Each fills its index from nothing, then a real web server is asked. Elasticsearch is started here, with the
flags for benchmarks, where a JDK and Maven are.

THIN=1 is for a million: documents go straight into the index, and the database gets rows without steps, terms and tags.
REQUESTS (300) are sent to each page eight at a time, and as many one after the other.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tools import load
from tools.environment import VENV_PYTHON
from tools.machine import ROOT, Problem, check_disk, var
from tools.postgres import free_port
from tools.run import web_server, worker
from tools.supervisor import Child

# 100,000 cases with both indices take about 6 GB.
MEGABYTES_PER_1000_CASES = 60
REQUESTS, AT_ONCE = int(os.environ.get("REQUESTS") or 300), 8
ES_SCRIPT = ROOT / "tests" / "elasticsearch" / "es.sh"
ES_FOLDER = Path("/var/tmp") / f"bansou-bench-{os.getuid()}"  # noqa: S108 - nobody, who runs it, cannot enter a home
ES_FLAGS = {"ES_HEAP": "4g", "ES_JVM": "-XX:+UseG1GC"}


@dataclass
class Site:
    """A corpus and the environment in which its processes run. `thin`: the database cannot fill the index."""

    folder: Path
    env: dict[str, str]
    cases: int
    thin: bool

    @property
    def filled(self) -> Path:
        """Is there when the corpus is complete."""
        return self.folder / "corpus-is-complete"

    def fill_index(self) -> dict[str, Any] | None:
        """Fill the index from nothing: how fast that was. None for a thin corpus, whose index stays as it is."""
        figures = self.folder / "index.json"
        if not self.thin:
            self.manage("bench_index", "--json", str(figures))
            return json.loads(figures.read_text())
        if not self.filled.exists():
            self.manage("generate_corpus", "--cases", str(self.cases), "--thin")
            self.filled.touch()
        return None

    def manage(self, *arguments: str) -> None:
        """Run a command of manage.py. Raises Problem when it fails."""
        if subprocess.call([str(VENV_PYTHON), "manage.py", *arguments], cwd=ROOT, env=self.env):
            raise Problem(f"manage.py {arguments[0]} failed.")

    def with_env(self, **more: str) -> Site:
        """The same with more variables."""
        return replace(self, env=self.env | more)


def corpus(cases: int, thin: bool) -> Site:
    """A site with so many cases; made when it is not there yet. A thin one is empty until its index is filled."""
    folder = var() / "bench" / f"{cases}{'-thin' if thin else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"BANSOU_VAR": str(folder), "BANSOU_DEBUG": "0", "BANSOU_LOG_LEVEL": "ERROR", "PYTHONUNBUFFERED": "1"}
    engine = {"BANSOU_SEARCH_ENGINE": "embedded", "BANSOU_ELASTICSEARCH_URL": ""}
    site = Site(folder, os.environ | settings | engine, cases, thin)
    if not site.filled.exists():
        check_disk(200 + cases * MEGABYTES_PER_1000_CASES // 1000)
    site.manage("prepare")
    if not thin and not site.filled.exists():
        site.manage("generate_corpus", "--cases", str(cases), "--seed", "1", "--no-index")
        site.filled.touch()
    return site


@contextmanager
def engine(site: Site, name: str) -> Iterator[tuple[Site, list[int]]]:
    """The site with an engine, and the engine's own processes."""
    if name == "embedded":
        yield site, []
        return
    if not (shutil.which("javac") and shutil.which("mvn")):
        raise Problem("Elasticsearch needs a JDK from 17 on and Maven; or measure the other one: ENGINES=embedded")
    port = str(free_port())
    env = os.environ | {"ES_RUN": str(ES_FOLDER), "ES_PORT": port} | ES_FLAGS
    ES_FOLDER.mkdir(parents=True, exist_ok=True)
    started = subprocess.run([ES_SCRIPT, "start"], env=env, check=False, capture_output=True, text=True)
    if started.returncode:
        raise Problem(f"Elasticsearch does not start:\n{started.stdout}{started.stderr}")
    try:
        settings = {
            "BANSOU_SEARCH_ENGINE": "elasticsearch",
            "BANSOU_ELASTICSEARCH_URL": f"http://127.0.0.1:{port}",
            "BANSOU_ELASTICSEARCH_PREFIX": f"bench-{site.folder.name}",
        }
        yield site.with_env(**settings), [int((ES_FOLDER / "es.pid").read_text())]
    finally:
        subprocess.run([ES_SCRIPT, "stop"], env=env, check=False, capture_output=True)


@contextmanager
def served(site: Site, port: int) -> Iterator[list[Child]]:
    """Web server and worker, as `make run` starts them."""
    with tempfile.TemporaryDirectory() as folder:
        children = [web_server(port, site.env, Path(folder) / "web.pid"), worker(site.env)]
        for child in children:
            child.start()
        try:
            yield children
        finally:
            for child in children:
                child.signal_group(15)
            for child in children:
                if child.process:
                    child.process.wait(timeout=30)


def first_search(port: int) -> float:
    """Milliseconds that the first search takes once the server answers anything at all."""
    for _attempt in range(600):
        if load.run(port, [("/accounts/login/", None)], {}, 1).times:
            return load.run(port, [("/search/?q=%E7%A4%BE%E9%95%B7", None)], {}, 1).percentile(1)
        time.sleep(0.1)
    raise Problem("The web server does not answer.")


# --- The tables -------------------------------------------------------------------------------------------------------
def measure(site: Site, strangers: list[int]) -> None:
    """Everything about one engine."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        index = site.fill_index()
        facts = Path(folder) / "facts.json"
        site.manage("bench", "--requests", str(2 * REQUESTS), "--json", str(facts))
        asked = json.loads(facts.read_text())
    print(f"\n## {asked['engine']}, {asked['cases']:,} cases{', thin' if site.thin else ''}\n")
    if index:
        print(index_line(index))
    port = free_port()
    with served(site, port) as children:
        print(f"First search after the start: {first_search(port):.0f} ms.\n")
        pages(port, asked, children[0])
        if asked["minimal"]:
            minimal(asked["minimal"])
        memories(children, strangers)
    print(f"\nMeasured in {time.monotonic() - began:.0f} s; load average {os.getloadavg()[0]:.1f}.", flush=True)


def index_line(index: dict[str, Any]) -> str:
    """How fast the index was filled."""
    rate, cpu = index["documents"] / index["seconds"], index["cpu_seconds"] / index["documents"] * 1000
    return f"Index of {index['documents']:,} documents from nothing: {rate:.0f}/s, {cpu:.2f} ms of processor time each."


def pages(port: int, asked: dict[str, Any], web: Child) -> None:
    """One row per page: first several at once, which warms every process, then one after the other."""
    print("| page | p50 ms | p95 ms | CPU ms | SQL | kB | 8 at once: per second | p95 ms | errors |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    pid = web.process.pid if web.process else 0
    for page in asked["pages"]:
        together = load.run(port, page["requests"][:REQUESTS], asked["cookies"], AT_ONCE)
        before = load.cpu_seconds(load.family(pid))
        single = load.run(port, page["requests"][REQUESTS:], asked["cookies"], 1)
        cpu = (load.cpu_seconds(load.family(pid)) - before) * 1000 / max(1, len(single.times))
        print(
            f"| {page['name']} | {single.percentile(0.5):.0f} | {single.percentile(0.95):.0f} | {cpu:.0f} | {page['sql']} "
            f"| {page['kB']} | {together.per_second:.0f} | {together.percentile(0.95):.0f} "
            f"| {together.failures + single.failures} |",
            flush=True,
        )


def minimal(found: list[dict[str, Any]]) -> None:
    """The engine against a search written by hand, in turn and in the same process."""
    print("\n| question | engine p50 ms | p95 ms | by hand p50 ms | p95 ms | ratio of p95 |\n|---|--:|--:|--:|--:|--:|")
    for row in found:
        ours, theirs = load.Load(row["engine"]), load.Load(row["by_hand"])
        ratio = ours.percentile(0.95) / theirs.percentile(0.95)
        times = [one.percentile(share) for one in (ours, theirs) for share in (0.5, 0.95)]
        print(f"| {row['name']} | {' | '.join(f'{time:.1f}' for time in times)} | {ratio:.2f} |")


def memories(children: list[Child], strangers: list[int]) -> None:
    """What each process holds in memory."""
    print("\n| process | own MB | with what is shared MB |\n|---|--:|--:|")
    named = [(child.name, pid) for child in children if child.process for pid in load.family(child.process.pid)]
    for name, pid in [*named, *(("Elasticsearch", pid) for pid in strangers)]:
        own, resident = load.memory(pid)
        print(f"| {name} | {own} | {resident} |")


def machine() -> str:
    """What this was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} processors, Python {platform.python_version()}."


def main() -> None:
    """Prepare, fill, measure."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped, as by Ctrl-C
    site = corpus(int(os.environ.get("CASES") or 100_000), bool(os.environ.get("THIN")))
    print(machine())
    for name in (os.environ.get("ENGINES") or "embedded elasticsearch").split():
        with engine(site, name) as (chosen, strangers):
            measure(chosen, strangers)


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(str(problem))
