"""From a template to the bytes of a PDF.

A template extends paper/base.html; its look is static/css/paper.css. A paper is always in Japanese: it is handed on, and
what stands in it is Japanese. Every heading becomes a bookmark; the file is tagged for screen readers (PDF/UA-1).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import Any, Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

Size = Literal["A4", "16:9", "A5"]
LANGUAGE = "ja"
NOT_IN_A_TITLE = re.compile("[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # no XML file may hold them, nor the PDF's
_one_at_a_time = Lock()  # the text library keeps fonts for the whole process; drawing also takes much memory


class PaperMissing(Exception):
    """What draws PDFs, or the system library below it, is not installed. Its text is a sentence for the reader."""


@dataclass(frozen=True)
class Sheet:
    """A size of paper: its name in CSS classes, and what `@page` says."""

    name: str
    size: str
    margin: str


SHEETS: dict[str, Sheet] = {
    "A4": Sheet("a4", "210mm 297mm", "26mm 22mm 24mm"),
    "A5": Sheet("a5", "148mm 210mm", "19mm 15mm 18mm"),
    "16:9": Sheet("slides", "320mm 180mm", "14mm 18mm 16mm"),
}


def pdf(
    template: str,
    context: Mapping[str, Any],
    title: str,
    size: Size = "A4",
    on_page: Callable[[int], None] | None = None,
) -> bytes:
    """The PDF of a template. `title` is the document's name; `on_page` is told the number of every page as it is laid
    out (a document is laid out more than once when it names page numbers). Raises PaperMissing."""
    library = _library()
    sheet = SHEETS[size]
    with translation.override(LANGUAGE):
        name = NOT_IN_A_TITLE.sub(" ", str(title))
        html = render_to_string(template, {**context, "paper": {"title": name, "sheet": sheet.name}})
    with _one_at_a_time:
        return library.draw(html, f"@page {{ size: {sheet.size}; margin: {sheet.margin} }}", on_page)


def _library() -> Any:
    """The module that imports WeasyPrint: late, because the site must start where Pango is not installed."""
    try:
        return import_module("bansou.paper.drawing")
    except (ImportError, OSError) as reason:
        raise PaperMissing(
            _(
                "This server cannot make PDFs yet: WeasyPrint or the library Pango is not installed. Please tell %(site)s."
            )
            % {"site": settings.WAGTAIL_SITE_NAME}
        ) from reason
