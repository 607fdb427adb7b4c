"""A PDF as the answer to a request."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from bansou.paper.making import PaperMissing, Size, pdf

TYPE = "application/pdf"


def response(
    request: HttpRequest, template: str, context: Mapping[str, Any], title: str, filename: str, size: Size = "A4"
) -> HttpResponse:
    """The template as a PDF for this reader, shown in the browser; 503 with a sentence where PDFs cannot be made."""
    try:
        return send(pdf(template, context, title, size), filename)
    except PaperMissing as reason:
        return render(request, "paper/missing.html", {"reason": reason}, status=503)


def send(content: bytes, filename: str, content_type: str = TYPE, download: bool = False) -> HttpResponse:
    """A finished document for this reader only. `filename` may be Japanese."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(download, filename) or "inline"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
