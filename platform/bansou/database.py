"""The database that an address names."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    # Measured with 6 writing processes: without IMMEDIATE and WAL most transactions are lost to "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;"
    ),
}
# Opening a file and reading its 150 tables' definitions costs as much as all queries of a page together.
SECONDS_OPEN = 60
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": SECONDS_OPEN}


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's database settings for `sqlite:///path` or `postgresql://user:password@host:port/name`; unset: a file in
    `folder`."""
    if not url:
        return SQLITE | {"NAME": folder / "bansou.sqlite3"}
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return SQLITE | {"NAME": parts.path}
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("BANSOU_DATABASE_URL must begin with sqlite:// or postgresql://.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": SECONDS_OPEN,
    }
