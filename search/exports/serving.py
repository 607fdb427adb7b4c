"""A file of rows as the answer to a request."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone

from search.exports.writing import TYPES, csv_lines, xlsx_bytes


def send(lines: Iterable[list[Any]], format: str, name: str = "bansou") -> HttpResponseBase:
    """Lines as a file in one of the formats of TYPES, `<name>-20261121.csv`, for this reader only. It is whole before it
    is sent: what is written later is not in the reader's language any more."""
    content = b"".join(csv_lines(lines)) if format == "csv" else xlsx_bytes(lines)
    response = HttpResponse(content, content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{file_name(format, name)}"'
    return private(response)


def file_name(format: str, name: str = "bansou") -> str:
    """`bansou-20261121.csv`."""
    return f"{name}-{timezone.localdate():%Y%m%d}.{format}"


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Nobody keeps a copy on the way, and nobody takes it for a page."""
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
