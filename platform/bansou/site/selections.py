"""What the home page and the step pages show of everything else, for one reader."""

from typing import Any


def stations(user: Any) -> list[dict[str, Any]]:
    """The seven stations of the ribbon with counts of what `user` may read."""
    return []


def for_home(user: Any) -> dict[str, Any]:
    """All parts of the home page."""
    return {"stations": stations(user)}


def for_step(step: str, user: Any) -> dict[str, Any]:
    """Cases, know-how and talk of a step."""
    return {}
