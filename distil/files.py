"""Files of the workspace."""

from collections.abc import Iterable
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from search.exports.writing import TYPES, cell, csv_lines


def csv_response(name: str, lines: Iterable[list[Any]]) -> StreamingHttpResponse:
    """Lines as a CSV file that Excel opens rightly; no cell becomes a formula, nobody keeps a copy on the way."""
    safe = ([cell(value) for value in line] for line in lines)
    response = StreamingHttpResponse(csv_lines(safe), content_type=TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="bansou-{name}-{timezone.localdate():%Y%m%d}.csv"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
