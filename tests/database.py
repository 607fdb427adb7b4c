"""Test databases: a migrated SQLite file is made once and copied, which takes milliseconds instead of 14 seconds."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test"
# What the content of a fresh database follows from.
SOURCES = [
    "*/migrations/*.py",
    "platform/bansou/*/migrations/*.py",
    "platform/bansou/vocabulary/data/terms.csv",
    "platform/bansou/vocabulary/services.py",
    "search/data/synonyms.csv",
    "platform/bansou/accounts/roles.py",
    "casestudies/workflow.py",
    "requirements/dev.txt",
]
KEEP_SECONDS = 3600


def is_sqlite() -> bool:
    """Do the tests run on SQLite? (PostgreSQL has its own few.)"""
    return connection.vendor == "sqlite"


def fingerprint() -> str:
    """Changes whenever a fresh database would look different."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def template() -> Path:
    """A database file as `migrate`, `load_vocabulary` and `load_synonyms` leave it; made when missing."""
    path = FOLDER / f"template-{fingerprint()}.sqlite3"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            build(path)
    return path


def build(path: Path) -> None:
    """Migrate and fill a new file, then give it its name: half a template is never seen."""
    for old in FOLDER.glob("template-*"):
        if time.time() - old.stat().st_mtime > KEEP_SECONDS:
            old.unlink()
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    environment = os.environ | {"BANSOU_DATABASE_URL": f"sqlite://{new}"}
    for command in ("migrate", "load_vocabulary", "load_synonyms"):
        subprocess.run(
            [sys.executable, "manage.py", command, "-v0"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    with sqlite3.connect(new) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    database.close()
    new.rename(path)


def restore() -> None:
    """Make the test database equal to the template again, whatever a test did to it."""
    connection.ensure_connection()
    source = sqlite3.connect(template())
    try:
        source.backup(connection.connection)
    finally:
        source.close()


@contextmanager
def sqlite_copy(file: Path | None, blocker):
    """A copy of the template as the test database: in memory, or in `file` for tests with more than one process."""
    name = str(file) if file else "file:memorydb_default?mode=memory&cache=shared"
    before = settings.DATABASES["default"]["NAME"]
    with blocker.unblock():
        connection.close()
        _name(name)
        restore()
    yield
    with blocker.unblock():
        # Closing the in-memory database is deleting it; Django's own close() leaves it alone for that reason.
        connections.close_all()
        _name(before)
    if file:
        for leftover in file.parent.glob(f"{file.name}*"):
            leftover.unlink()


def _name(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
