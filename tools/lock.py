"""`make lock`: resolve pyproject.toml into requirements/base.txt (to run) and dev.txt (to test), with hashes.

Versions stay as they are where they still fit; `make lock UPGRADE=1` takes the newest ones.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tools.environment import VENV_PYTHON
from tools.machine import ROOT

# Any platform and Python from 3.11 on; no address of a registry in the files.
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header"]
OPTIONS += ["--no-annotate", "--quiet"]


def lock(name: str, *extra: str) -> None:
    """Write one lock file."""
    target = ROOT / "requirements" / f"{name}.txt"
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    command = [str(VENV_PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", *extra, *OPTIONS, *upgrade]
    command += ["-o", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    print(f"{target.relative_to(ROOT)} is up to date")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    lock("base")
    lock("dev", "--extra", "dev", "--constraint", "requirements/base.txt")
