"""What the machine must have before anything is installed. Each lack is one sentence that says what to do."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MINIMUM_PYTHON = (3, 11)
# The oldest one that the embedded search engine was measured with (Debian 12 has it).
MINIMUM_SQLITE = (3, 40)


class Problem(Exception):
    """Something the person at the keyboard has to put right; the message says what."""


def setting(name: str, default: str) -> str:
    """An environment variable, else its line in `.env`, else the default: settings.py is not importable yet."""
    if os.environ.get(name, "").strip():
        return os.environ[name].strip()
    path = ROOT / ".env"
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        key, sep, value = line.partition("=")
        if sep and key.strip() == name and value.strip():
            return value.strip().strip('"')
    return default


def var() -> Path:
    """Where data lives."""
    return Path(setting("BANSOU_VAR", str(ROOT / "var")))


def port() -> int:
    """The port to listen on. Raises Problem when PORT is no port number."""
    text = setting("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT is '{text}'; write a number from 1 to 65535, for example: make run PORT=8080")
    return int(text)


def check_python() -> None:
    """Python is new enough and complete."""
    if sys.version_info < MINIMUM_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise Problem(
            f"Bansou needs Python 3.11 or newer; this is Python {found}. "
            "Install a newer one and say which: make run PYTHON=python3.12"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Problem("This Python lacks the module venv; on Debian and Ubuntu: apt install python3-venv") from None


def check_sqlite() -> None:
    """The SQLite inside Python is new enough and has full-text search."""
    try:
        import sqlite3
    except ImportError:
        raise Problem("This Python was built without SQLite; install one that has the module sqlite3.") from None
    if sqlite3.sqlite_version_info < MINIMUM_SQLITE:
        raise Problem(
            f"Bansou needs SQLite 3.40 or newer; this Python has {sqlite3.sqlite_version}. Use a newer Python."
        )
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        raise Problem(
            "The SQLite of this Python lacks full-text search (FTS5); use the Python of your system or of python.org."
        ) from None
    finally:
        connection.close()


def check_disk(megabytes: int) -> None:
    """There is room in the project's folder and where data lives."""
    for folder in {ROOT, var()}:
        while not folder.exists():
            folder = folder.parent
        free = shutil.disk_usage(folder).free // 1024**2
        if free < megabytes:
            raise Problem(
                f"The disk that holds {folder} has {free} MB left, and {megabytes} MB are needed. Make room first."
            )


def check_writable() -> None:
    """The data folder can be written."""
    try:
        var().mkdir(parents=True, exist_ok=True)
        probe = var() / ".probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise Problem(f"The data folder {var()} cannot be written: {error.strerror}.") from None


def check_port(number: int, host: str = "127.0.0.1") -> None:
    """Nobody else listens on the port."""
    with socket.socket() as probe:
        # As gunicorn does: a port that only lingers after the last run counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except PermissionError:
            raise Problem(f"Port {number} needs special rights; choose another one: make run PORT=8080") from None
        except OSError:
            raise Problem(
                f"Port {number} is taken by another program; stop that one, or choose another port: make run PORT={number + 1}"
            ) from None


def running_server() -> int:
    """The process id of the web server that runs on this data, or 0."""
    try:
        pid = int((var() / "gunicorn.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return 0
    # After a crash the number may belong to somebody else by now.
    words = Path(f"/proc/{pid}/cmdline")
    return pid if not words.exists() or b"gunicorn" in words.read_bytes() else 0


def check_not_running() -> None:
    """Nobody runs on this data yet."""
    if pid := running_server():
        raise Problem(f"Bansou already runs on this data; stop it with Ctrl-C where it runs, or with: kill {pid}")


def check_all() -> None:
    """Everything `make run` needs. Raises Problem with one sentence."""
    check_python()
    check_not_running()
    check_sqlite()
    check_writable()
    check_disk(200)
    check_port(port(), setting("BANSOU_BIND", "127.0.0.1"))
