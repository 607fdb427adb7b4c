"""Plain texts of a case as HTML: escaped, in paragraphs, with what was made anonymous marked."""

import re
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from casestudies.structure import TEXT

# Checkers write ■ for single words and 〔匿名化：地名〕 where it helps to say what stood there.
MASKED = re.compile(r"■+|〔匿名化[^〕\n]{0,40}〕")
BLANK_LINES = re.compile(r"\n\s*\n")


def shown(text: str) -> SafeString:
    """`text` escaped; what was masked is marked and, where it is only ■, said in words too. Line ends stay."""
    safe = escape(text)
    if "■" not in text and "〔匿名化" not in text:
        return safe
    return mark_safe(MASKED.sub(_mark, safe))


def _mark(found: re.Match[str]) -> str:
    spoken = f'<span class="vh">{escape(gettext("(anonymised)"))}</span>' if found[0][0] == "■" else ""
    return f'<span class="mask">{found[0]}{spoken}</span>'


def paragraphs(text: str) -> SafeString:
    """`shown(text)` as paragraphs: a blank line begins a new one, a line end is a line break."""
    parts = (part.strip().replace("\n", "<br>") for part in BLANK_LINES.split(shown(text)))
    return mark_safe("".join(f"<p>{part}</p>" for part in parts if part))


def has_masks(case: Any) -> bool:
    """Was anything in the case made anonymous in a way that readers see?"""
    written = [getattr(case, name) for name in TEXT]
    written += [value for row in case.rows.all() for value in row.data.values() if isinstance(value, str)]
    return any("■" in text or "〔匿名化" in text for text in written)
