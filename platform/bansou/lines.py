"""Listed texts: a field in which people write one item per line."""

# What people put before an item, and the spaces around it.
MARKS = " 　・-–□"


def lines_of(text: str) -> list[str]:
    """A listed text as its items, without the marks before them and without blank lines."""
    return [item for line in text.splitlines() if (item := line.lstrip(MARKS).rstrip())]
