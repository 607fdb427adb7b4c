"""Reading settings from environment variables, with sentences that say what is wrong."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def read_env_file(path: Path) -> None:
    """Put the `NAME=value` lines of `.env` into the environment; what is already set there wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sep, value = line.strip().partition("=")
        if sep and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip('"'))


def text(name: str, default: str = "") -> str:
    """The variable as text; unset and empty are the same."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """`1 true yes on` / `0 false no off`; anything else stops the start."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is '{value}'; write 1 or 0.")


def integer(name: str, default: int, least: int | None = None) -> int:
    """A whole number, at least `least`; anything else stops the start."""
    try:
        value = int(text(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is '{text(name)}'; write a whole number.") from None
    if least is not None and value < least:
        raise ImproperlyConfigured(f"{name} is {value}; it must be at least {least}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
