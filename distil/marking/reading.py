"""Reads of marks for pages."""

from django.db.models import Prefetch, QuerySet

from distil.models import Coding, Mark


def with_codes(marks: QuerySet[Mark]) -> QuerySet[Mark]:
    """Marks with their case and all that pages show of them."""
    codings = Prefetch("codings", Coding.objects.select_related("code", "by"))
    return marks.select_related("case", "created_by").prefetch_related(codings)
