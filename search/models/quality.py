"""How well search serves: counts without persons, and what curators put first.

A query is readable here only once three members used it. Until then there are marks (`QueryMark`): keyed hashes which
nobody can turn back, which do not tell that two queries came from one person, and which go at the end of the week.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bansou.public_id import PublicIdField

TEXT_CHARACTERS = 60


class QueryMark(models.Model):
    """A member used some query this week. `query` and `person` are hashes; that of the person differs for each query."""

    week = models.DateField()  # its Monday
    query = models.CharField(max_length=32)
    person = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["query", "person"], name="query_marked_once")]

    def __str__(self) -> str:
        return str(self.pk)


class KeptQuery(models.Model):
    """A query that at least three members used within a week, normalised."""

    text = models.CharField(max_length=TEXT_CHARACTERS, unique=True)
    last_used = models.DateField(default=date.today)

    class Meta:
        ordering = ["-last_used", "text"]

    def __str__(self) -> str:
        return self.text


class QueryDay(models.Model):
    """Counts of one day; `query` empty: of all queries together. `ranks`: sum of the ranks that were opened."""

    day = models.DateField()
    query = models.ForeignKey(KeptQuery, models.CASCADE, null=True, related_name="days")
    searches = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)
    ranks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "query"], name="query_day_once"),
            models.UniqueConstraint(fields=["day"], condition=models.Q(query=None), name="query_day_of_all_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.query_id}"


class RankDay(models.Model):
    """How often the result at a rank was opened on a day, whatever the query."""

    day = models.DateField()
    rank = models.PositiveSmallIntegerField()
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "rank"], name="rank_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.rank}"


class Pin(models.Model):
    """A case or article that stands first for a query, until the day `until` (that day too)."""

    kind = "pin"
    public_id = PublicIdField()
    query = models.CharField("query", max_length=TEXT_CHARACTERS)
    object_kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    note = models.CharField(_("note"), max_length=200, blank=True)
    until = models.DateField("until", null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["query", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["query", "object_kind", "object_id"], name="pinned_once")]

    def __str__(self) -> str:
        return f"{self.query} {self.object_kind} {self.object_id}"
