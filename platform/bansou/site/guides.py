"""The user guides of docs/guide/ as pages under /help/: one text for the site and for readers of the repository."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

FOLDER = settings.ROOT / "docs" / "guide"
NAMES = ("browse", "write", "review", "distil")
TITLE = re.compile(r"^# (.+)\n+")
LINK = re.compile(r"\[\w+\.md\]\((\w+)\.md\)")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
MARKDOWN.add_render_rule("table_open", lambda *_: '<div class="table-scroll" tabindex="0"><table class="table">')
MARKDOWN.add_render_rule("table_close", lambda *_: "</table></div>")


@dataclass(frozen=True)
class Guide:
    """A guide as HTML; `toc` holds (heading, address on the page)."""

    title: str
    body: SafeString
    toc: tuple[tuple[str, str], ...]


def guide(name: str) -> Guide:
    """One guide by its file name. Raises FileNotFoundError."""
    return _rendered(name, (FOLDER / f"{name}.md").stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _rendered(name: str, _changed: int) -> Guide:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    found = TITLE.match(text)
    tokens = MARKDOWN.parse(LINK.sub(_to_page, TITLE.sub("", text)))
    toc = _name_headings(tokens)
    return Guide(found[1] if found else name, mark_safe(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})), toc)


def _to_page(link: re.Match[str]) -> str:
    """A link from file to file becomes one from page to page, in words."""
    title = TITLE.match((FOLDER / f"{link[1]}.md").read_text(encoding="utf-8"))
    return f"[{title[1] if title else link[1]}]({reverse('guide', args=[link[1]])})"


def _name_headings(tokens: list[Any]) -> tuple[tuple[str, str], ...]:
    """Give every chapter an id; the chapters for the table of contents."""
    toc = []
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"s{len(toc) + 1}")
            toc.append((following.content, f"#s{len(toc) + 1}"))
    return tuple(toc)


@dataclass(frozen=True)
class Chapter:
    """A part of a guide as plain text, its heading first; `anchor`: "#s1", or "" for what stands before the chapters."""

    anchor: str
    text: str


def chapters(name: str) -> tuple[Chapter, ...]:
    """The parts of a guide, for the search."""
    return _chapters(name, (FOLDER / f"{name}.md").stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _chapters(name: str, _changed: int) -> tuple[Chapter, ...]:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    parts: list[list[str]] = [[]]
    for token in MARKDOWN.parse(LINK.sub(_to_page, text)):
        if token.type == "heading_open" and token.tag == "h2":
            parts.append([])
        elif token.type == "inline":
            parts[-1].append("".join(child.content for child in token.children or ()))
    return tuple(Chapter(f"#s{n}" if n else "", "\n".join(lines)) for n, lines in enumerate(parts))


@require_safe
def guide_page(request: HttpRequest, name: str) -> HttpResponse:
    """/help/browse/, /help/write/, /help/review/, /help/distil/."""
    try:
        shown = guide(name)
    except FileNotFoundError:
        raise Http404 from None
    return render(request, "site/guide.html", {"guide": shown, "crumbs": [(_("How to use"), "/help/")]})
