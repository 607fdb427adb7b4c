"""Passages as lines of a file: what their pages show, and the case's public byline only."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from distil.codebook.tree import Codebook
from distil.crossings.selection import FACTS, fact_label
from distil.marking.page import passage_url, place_label
from distil.models import Coding, Mark

CHUNK = 500


def lines_of(marks: QuerySet[Mark], book: Codebook) -> Iterator[list[Any]]:
    """One line per passage and code, in the order of the codes."""
    for mark in marks.iterator(CHUNK):
        for coding in mark.codings.all():
            yield _line(mark, coding, book)


def _line(mark: Mark, coding: Coding, book: Codebook) -> list[Any]:
    author = mark.case.public_author
    facts = [fact_label(name, getattr(mark, name)) for name in FACTS]
    words = [mark.public_id, mark.quote, coding.code.name, book.path(coding.code_id), mark.memo, place_label(mark)]
    case = [mark.case.public_id, str(mark.case), author.name, author.detail]
    when = timezone.localdate(coding.at)
    return [*words, *facts, *case, str(coding.by or ""), when, settings.SITE_URL + passage_url(mark)]
