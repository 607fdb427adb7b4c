"""The virtual environment `.venv`: made and filled from the locked requirements, with the standard library only."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from tools.machine import ROOT, Problem, check_disk, check_python

VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
# What the filled environment takes, in megabytes: to run, to test.
SIZES = {"base": 600, "dev": 1000}


def lock_digest(lock: str) -> str:
    """A fingerprint of a lock file."""
    return hashlib.sha256((ROOT / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()


def is_filled(lock: str) -> bool:
    """Was `.venv` filled from this very lock? The larger lock holds the smaller one."""
    locks = ["base", "dev"] if lock == "base" else ["dev"]
    return any(stamp(name).is_file() and stamp(name).read_text() == lock_digest(name) for name in locks)


def stamp(lock: str) -> Path:
    """Where a finished installation is noted."""
    return VENV / f"installed-{lock}.sha256"


def works() -> bool:
    """Is there an environment whose Python still starts? (A system upgrade may take it away.)"""
    if not VENV_PYTHON.exists():
        return False
    return subprocess.run([VENV_PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def make() -> None:
    """Make an empty `.venv`."""
    print("Making .venv …", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        lines = (made.stdout + made.stderr).strip().splitlines()
        raise Problem(
            f"Python could not make the virtual environment .venv: {lines[-1] if lines else 'no reason given'}"
        )


def install(lock: str) -> None:
    """Install exactly what the lock names, hashes checked."""
    print(f"Installing requirements/{lock}.txt (only when it changed; a few minutes the first time) …", flush=True)
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*command, "--require-hashes", "-r", str(ROOT / "requirements" / f"{lock}.txt")], check=False)
    if done.returncode:
        raise Problem(
            "The packages could not be installed; pip's own words stand above. Is there a network connection?"
        )
    stamp(lock).write_text(lock_digest(lock))


def ensure(lock: str) -> None:
    """Have a working `.venv` filled from `requirements/<lock>.txt`; does nothing when it is there. Raises Problem."""
    check_python()
    if is_filled(lock) and works():
        return
    check_disk(SIZES[lock])
    if not works():
        make()
    install(lock)


if __name__ == "__main__":
    try:
        ensure(sys.argv[1] if len(sys.argv) > 1 else "base")
    except Problem as problem:
        sys.exit(str(problem))
