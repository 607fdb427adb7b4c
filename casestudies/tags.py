"""Free tags as Japanese writes them."""

import re
import unicodedata

SEPARATORS = re.compile(r"[,、，;；\n　]+|\s*#\s*")


def split_tags(text: str) -> list[str]:
    """Tags of one input line: split at 「、」, commas and full-width spaces, NFKC, at most 40 characters each."""
    # Split before NFKC: it would turn the full-width space into one that may stand inside a tag.
    parts = (" ".join(unicodedata.normalize("NFKC", part).split())[:40] for part in SEPARATORS.split(text or ""))
    return list(dict.fromkeys(part for part in parts if part))
