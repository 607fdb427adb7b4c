"""`make bench`: generate a corpus once (CASES=100000, kept in var/bench/), then measure the main pages on it."""

from __future__ import annotations

import os
import subprocess
import sys

from tools.environment import VENV_PYTHON
from tools.machine import ROOT, Problem, check_disk, var

# 100,000 cases with their index take about 4 GB.
MEGABYTES_PER_1000_CASES = 40


def main() -> int:
    """Prepare, fill, measure; the exit code of the measurement."""
    cases = int(os.environ.get("CASES") or 100_000)
    folder = var() / "bench" / str(cases)
    check_disk(200 + cases * MEGABYTES_PER_1000_CASES // 1000)
    folder.mkdir(parents=True, exist_ok=True)
    env = os.environ | {"BANSOU_VAR": str(folder), "BANSOU_DEBUG": "0", "BANSOU_LOG_LEVEL": "ERROR"}

    def manage(*arguments: str) -> int:
        return subprocess.call([str(VENV_PYTHON), "manage.py", *arguments], cwd=ROOT, env=env)

    filled = folder / "corpus-is-complete"
    if not filled.exists():
        if manage("prepare") or manage("generate_corpus", "--cases", str(cases), "--seed", "1"):
            return 1
        filled.touch()
    return manage("bench")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
