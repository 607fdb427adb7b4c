"""Everything that touches WeasyPrint. Imported late, by `making` only."""

import logging
import mimetypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

VARIANT = "pdf/ua-1"
PAGE = re.compile(r"Page (\d+)")


def draw(html: str, page_rule: str, on_page: Callable[[int], None] | None = None) -> bytes:
    """Lay out and write the document."""
    document = HTML(string=html, base_url=f"{settings.SITE_URL}/", url_fetcher=OwnFiles())
    with _pages_told(on_page):
        return document.write_pdf(stylesheets=[CSS(string=page_rule)], pdf_variant=VARIANT)


class OwnFiles(URLFetcher):
    """Gives static files and media of this site, read from where they are stored. Nothing is asked of the network."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file behind an address of ours. Raises ValueError for any other address (the document does without)."""
        path = unquote(urlsplit(url).path)
        if not url.startswith(f"{settings.SITE_URL}/"):
            raise ValueError(f"not an address of this site: {url}")
        kind, _encoding = mimetypes.guess_type(path)
        return URLFetcherResponse(url, _read(path), {"Content-Type": kind or "application/octet-stream"})


def _read(path: str) -> bytes:
    if path.startswith(settings.STATIC_URL):
        return _static(path.removeprefix(settings.STATIC_URL))
    if path.startswith(settings.MEDIA_URL):
        with default_storage.open(path.removeprefix(settings.MEDIA_URL)) as file:
            return file.read()
    raise ValueError(f"neither static nor media: {path}")


def _static(name: str) -> bytes:
    """A collected file, else the one that it is collected from."""
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    found = finders.find(name)
    if not found:
        raise ValueError(f"no such static file: {name}")
    with open(found, "rb") as file:
        return file.read()


class _PageTeller(logging.Handler):
    """Tells the page numbers that WeasyPrint writes into its log, from this thread only."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__()
        self.tell, self.thread = tell, get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        found = PAGE.search(record.getMessage()) if record.thread == self.thread else None
        if found:
            self.tell(int(found[1]))


@contextmanager
def _pages_told(on_page: Callable[[int], None] | None) -> Iterator[None]:
    if on_page is None:
        yield
        return
    log, teller = logging.getLogger("weasyprint.progress"), _PageTeller(on_page)
    log.addHandler(teller)
    try:
        yield
    finally:
        log.removeHandler(teller)
