"""Counting: a source is a set of rows; a figure is how many of them a cut holds, and opens those rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import Count, DateTimeField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from bansou.access import SMALLEST_GROUP
from bansou.accounts.models import Membership
from bansou.insights.periods import Period
from bansou.insights.scopes import ORGANISATION, REGION, Scope
from bansou.vocabulary import terms

STEP = "step"


@dataclass(frozen=True)
class Cut:
    """Which part is counted. `period` None: all until today."""

    scope: Scope = field(default_factory=Scope)
    period: Period | None = None
    step: str = ""

    @property
    def values(self) -> list[tuple[str, Any]]:
        """(column of CaseDates, its value) of what narrows it, beside the period."""
        found: list[tuple[str, Any]] = [(STEP, self.step)] if self.step else []
        if self.scope.kind:
            found.append((self.scope.kind, self.scope.organisation_id or self.scope.code))
        return found

    @property
    def in_all(self) -> "Cut":
        """The same without its period: the stock."""
        return replace(self, period=None)


class Source:
    """Rows of one kind.

    `paths`: axis (step, region, organisation) → the column, None where the axis does not fit. `listed`: axes whose column
    holds a list of codes. `person`: the column of whose doing a row is; what fewer than SMALLEST_GROUP persons did is not
    told in a narrow scope.
    """

    code: ClassVar[str]
    day: ClassVar[str] = "published_on"
    paths: ClassVar[Mapping[str, str]] = {}
    listed: ClassVar[frozenset[str]] = frozenset()
    person: ClassVar[str] = ""
    is_plain: ClassVar[bool] = False  # no column is in a table with several rows for one of these

    def all(self) -> QuerySet[Any]:
        """Every row, whoever may read it."""
        raise NotImplementedError

    def rows(self, cut: Cut) -> QuerySet[Any]:
        """The rows of a cut."""
        found = self._within(self.all(), cut.period)
        if cut.step:
            found = self._having(found, STEP, cut.step)
        return self._in_scope(found, cut.scope)

    def count(self, cut: Cut) -> int | None:
        """How many; None when they are too few to be told, or when the cut does not fit."""
        if not self.fits(cut):
            return None
        if self.person and cut.scope.is_narrow:
            return self._count_persons(cut)
        return self.rows(cut).count()

    def _count_persons(self, cut: Cut) -> int | None:
        """In a narrow scope, where small groups are not told. Of a step it tells what the tables of steps and regions
        tell: what is hidden there because of another number is hidden here."""
        if not self.tells(cut.scope.kind, cut):
            return None
        numbers = []
        if cut.step:
            numbers.append(self.by(STEP, replace(cut, step="")).get(cut.step, 0))
        if cut.scope.kind == REGION:
            numbers.append(self.by(REGION, replace(cut, scope=Scope())).get(cut.scope.code, 0))
        if numbers:
            return None if None in numbers else numbers[0]
        found = self.rows(cut)
        persons = found.order_by().values(self.person).distinct().count()
        return None if 0 < persons < SMALLEST_GROUP else found.count()

    def by_day(self, cut: Cut, first: date, last: date) -> Counter[date]:
        """Day → number, from `first` to `last`, whatever the period of the cut."""
        rows = self._between(self.rows(cut.in_all), first, last + timedelta(days=1))
        days = rows.order_by().values_list(self.day).annotate(n=Count("pk", distinct=not self.is_plain))
        found: Counter[date] = Counter()
        for day, number in days:
            found[_date_of(day)] += number
        return found

    def by(self, axis: str, cut: Cut) -> dict[str, int | None]:
        """Code of the axis → number; None where they are too few to be told."""
        rows: dict[str, set[int]] = defaultdict(set)
        persons: dict[str, set[int]] = defaultdict(set)
        columns = [self.paths[axis], "pk", *([self.person] if self.person else [])]
        for value, pk, *person in self.rows(cut).order_by().values_list(*columns):
            for code in self._codes(axis, value):
                rows[code].add(pk)
                persons[code].update(person)
        found: dict[str, int | None] = {code: len(pks) for code, pks in rows.items()}
        return _without_few(found, persons) if self.person and (axis != STEP or cut.scope.is_narrow) else found

    def tells(self, axis: str, cut: Cut) -> bool:
        """May its numbers be told along an axis of the cut? Not by quarter where small groups are not told: they would
        be known by the difference to their year."""
        is_narrow = axis != STEP or cut.scope.is_narrow
        by_quarter = bool(cut.period and cut.period.quarter)
        return self.fits(cut) and not (self.person and is_narrow and by_quarter)

    # --- Parts ------------------------------------------------------------------------------------------------------
    def fits(self, cut: Cut) -> bool:
        """Can it be counted in such a cut? A training is of no region."""
        wanted = {cut.scope.kind, STEP if cut.step else ""} - {""}
        return all(axis in self.paths for axis in wanted)

    def _within(self, rows: QuerySet[Any], period: Period | None) -> QuerySet[Any]:
        if not period:
            return rows
        return self._between(rows, period.first, period.following.first)

    def _between(self, rows: QuerySet[Any], first: date, end: date) -> QuerySet[Any]:
        """From `first` on, before `end`."""
        if self._is_timed:
            return rows.filter(**{f"{self.day}__gte": _begin_of(first), f"{self.day}__lt": _begin_of(end)})
        return rows.filter(**{f"{self.day}__gte": first, f"{self.day}__lt": end})

    @property
    def _is_timed(self) -> bool:
        return isinstance(self.all().model._meta.get_field(self.day), DateTimeField)

    def _in_scope(self, rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
        if not scope.kind:
            return rows
        code = scope.organisation_id if scope.kind == ORGANISATION else scope.code
        return self._having(rows, scope.kind, code)

    def _having(self, rows: QuerySet[Any], axis: str, code: Any) -> QuerySet[Any]:
        path = self.paths[axis]
        if axis in self.listed:
            return rows.alias(_listed=Cast(path, TextField())).filter(_listed__contains=f'"{code}"')
        if path.endswith("prefecture"):
            return rows.filter(**{f"{path}__in": [term.code for term in terms.children("region", code)]})
        if path.endswith("memberships"):
            members = Membership.objects.current().filter(organisation=code)
            return rows.filter(**{f"{path.removesuffix('memberships')}pk__in": members.values("user")})
        return rows.filter(**{path: code}) if self.is_plain else with_code(rows, path, code).distinct()

    def _codes(self, axis: str, value: Any) -> Iterable[str]:
        if axis in self.listed:
            return value or ()
        if axis == REGION and self.paths[axis].endswith("prefecture"):
            value = terms.region_of(value) if value else ""
        return (str(value),) if value else ()


def with_code(rows: QuerySet[Any], path: str, code: Any) -> QuerySet[Any]:
    """The rows whose cases have this code. `Coalesce` keeps the database from beginning with all cases of a region, of
    which there are many, to look whether something rests on each."""
    return rows.alias(_code=Coalesce(path, Value("" if isinstance(code, str) else 0))).filter(_code=code)


def _without_few(numbers: dict[str, int | None], persons: Mapping[str, set[int]]) -> dict[str, int | None]:
    """Numbers of small groups are None. Where there is one such group, the next larger one goes too: the total of all
    would tell it."""
    by_size = sorted(numbers, key=lambda code: len(persons[code]))
    few = [code for code in by_size if len(persons[code]) < SMALLEST_GROUP]
    if len(few) == 1:
        few = by_size[:2]
    return {code: None if code in few else number for code, number in numbers.items()}


def _date_of(day: Any) -> date:
    return timezone.localdate(day) if isinstance(day, datetime) else day


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
