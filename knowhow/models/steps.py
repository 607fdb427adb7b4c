"""Rows that name support steps: `steps`, a list of step codes as JSON, the main one first."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models.functions import Cast


class StepsQuerySet(models.QuerySet):
    """Reads by step. JSON `contains` is not for SQLite; a quoted code in the text is the same."""

    def of_step(self, code: str) -> Self:
        """Rows that name the step."""
        return self.of_steps([code])

    def of_steps(self, codes: Iterable[str]) -> Self:
        """Rows that name one of the steps at least; all rows when there is none."""
        named = models.Q(*(("_steps__contains", f'"{code}"') for code in codes), _connector=models.Q.OR)
        return self.alias(_steps=Cast("steps", models.TextField())).filter(named)
