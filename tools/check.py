"""`make test`, `make fast`, `make lint`: a list of stages, each timed, the last one pytest's summary."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tools.changed import chosen_tests
from tools.machine import ROOT

BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
PACKAGES = ["platform/bansou", "casestudies", "knowhow", "community", "search", "distil", "tools", "manage.py"]
PYTEST = [PYTHON, "-m", "pytest", "-q"]
UNITS = "not browser and not postgres and not slow"


@dataclass(frozen=True)
class Stage:
    """One command. `tests`: its closing line is counted."""

    name: str
    command: Sequence[str]
    tests: bool = False


STYLE = [
    Stage("ruff check", [str(BIN / "ruff"), "check", "--quiet", "."]),
    Stage("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
]
TYPES = [Stage("mypy", [str(BIN / "mypy"), *PACKAGES])]
LINT = [
    *STYLE,
    Stage("djlint", [str(BIN / "djlint"), "templates", "--lint", "--quiet"]),
    *TYPES,
    Stage("imports", [PYTHON, "-m", "tools.imports"]),
    Stage("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
]
# Browser tests last: they are the slowest, and their summary closes the run.
TESTS = [
    Stage("units", [*PYTEST, "-n", "2", "-m", f"{UNITS} or (slow and not browser and not postgres)"], tests=True),
    Stage("postgres", [PYTHON, "-m", "tools.postgres", *PYTEST, "-m", "postgres", "tests/postgres"], tests=True),
    Stage("browser", [*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "browser", "tests/browser"], tests=True),
]


def narrowed(arguments: Sequence[str]) -> list[Stage]:
    """`make fast`: style, then the unit tests that the changes concern, or those that were asked for."""
    chosen = list(arguments) or ["-n", "2", "-m", UNITS, *chosen_tests()]
    return [STYLE[0], Stage("units", [*PYTEST, "--maxfail=10", *chosen], tests=True)]


def run(stage: Stage) -> tuple[bool, dict[str, int]]:
    """Run a stage, showing its output; (did it pass?, numbers of pytest's closing line)."""
    print(f"── {stage.name}", flush=True)
    began = time.monotonic()
    # The environment's programs first: some of them call others by name.
    environment = os.environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT}:{ROOT}/platform",
    }
    process = subprocess.Popen(
        stage.command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    last = b""
    assert process.stdout is not None
    for line in process.stdout:
        sys.stdout.buffer.write(line)
        sys.stdout.flush()
        last = line if line.strip() else last
    passed = process.wait() == 0
    print(f"── {stage.name}: {'passed' if passed else 'FAILED'} after {time.monotonic() - began:.0f} s\n", flush=True)
    return passed, counts(last.decode(errors="replace")) if stage.tests else {}


def counts(line: str) -> dict[str, int]:
    """Numbers in pytest's closing line: {"passed": 3, "failed": 1, "skipped": 2}."""
    return {
        word.rstrip("s"): int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", line)
    }


def run_all(stages: Sequence[Stage]) -> int:
    """Run all stages, also after a failure, so that one run tells everything. The process's exit code."""
    failed: list[str] = []
    total: dict[str, int] = {}
    for stage in stages:
        passed, numbers = run(stage)
        failed += [] if passed else [stage.name]
        for word, number in numbers.items():
            total[word] = total.get(word, 0) + number
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    if total:
        bad = total.get("failed", 0) + total.get("error", 0)
        print(f"{total.get('passed', 0)} passed, {bad} failed, {total.get('skipped', 0)} skipped")
    return 1 if failed else 0


def main(arguments: Sequence[str]) -> int:
    """`all`, `lint`, `types` or `fast [pytest arguments]`."""
    what, rest = (arguments[0] if arguments else "all"), arguments[1:]
    plans = {"all": [*LINT, *TESTS], "lint": LINT, "types": TYPES}
    return run_all(narrowed(rest) if what == "fast" else plans[what])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
