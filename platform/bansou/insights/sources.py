"""What is counted. A source is a set of rows; a figure is how many of them a cut holds, and opens those rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.db.models import Count, DateTimeField, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from bansou.accounts.models import Membership
from bansou.insights.models import CaseDates
from bansou.insights.periods import Period
from bansou.insights.scopes import ORGANISATION, REGION, SMALLEST_GROUP, Scope
from bansou.vocabulary import terms
from knowhow.models import Article, Package, Reflection, SignUp, TrainingSession, Try, TryResult, UsedKnowhow

STEP = "step"
EVIDENCE_CASE = "evidence__case__dates"


@dataclass(frozen=True)
class Cut:
    """Which part is counted. `period` None: all until today."""

    scope: Scope = field(default_factory=Scope)
    period: Period | None = None
    step: str = ""

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
        if not self._fits(cut):
            return None
        if self.person and cut.scope.is_narrow:
            return self._count_persons(cut)
        return self.rows(cut).count()

    def _count_persons(self, cut: Cut) -> int | None:
        """In a narrow scope, where small groups are not told."""
        if not self.tells(cut.scope.kind, cut):
            return None
        if cut.scope.kind == REGION:
            return self.by(REGION, replace(cut, scope=Scope())).get(cut.scope.code, 0)
        found = self.rows(cut)
        persons = found.order_by().values(self.person).distinct().count()
        return None if 0 < persons < SMALLEST_GROUP else found.count()

    def by_day(self, cut: Cut) -> Counter[date]:
        """Day → number."""
        days = self.rows(cut).order_by().values_list(self.day).annotate(n=Count("pk", distinct=True))
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
        return self._fits(cut) and not (self.person and is_narrow and by_quarter)

    # --- Parts ------------------------------------------------------------------------------------------------------
    def _fits(self, cut: Cut) -> bool:
        wanted = {cut.scope.kind, STEP if cut.step else ""} - {""}
        return all(axis in self.paths for axis in wanted)

    def _within(self, rows: QuerySet[Any], period: Period | None) -> QuerySet[Any]:
        if not period:
            return rows
        first, last = period.first, period.following.first
        if self._is_timed:
            return rows.filter(**{f"{self.day}__gte": _begin_of(first), f"{self.day}__lt": _begin_of(last)})
        return rows.filter(**{f"{self.day}__gte": first, f"{self.day}__lt": last})

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
        return rows.filter(**{path: code}).distinct()

    def _codes(self, axis: str, value: Any) -> Iterable[str]:
        if axis in self.listed:
            return value or ()
        if axis == REGION and self.paths[axis].endswith("prefecture"):
            value = terms.region_of(value) if value else ""
        return (str(value),) if value else ()


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


# --- The sources --------------------------------------------------------------------------------------------------------
class Cases(Source):
    """Published cases."""

    code = "cases"
    paths = {STEP: "step", REGION: "region", ORGANISATION: "organisation"}

    def all(self) -> QuerySet[CaseDates]:
        """Everything published."""
        return CaseDates.objects.all()

    def by(self, axis: str, cut: Cut) -> dict[str, int | None]:
        """Counted by the database: there are many."""
        counted = self.rows(cut).order_by().values_list(self.paths[axis]).annotate(n=Count("pk"))
        return {str(code): number for code, number in counted if code}


class Failures(Cases):
    """Published failure cases."""

    code = "failures"

    def all(self) -> QuerySet[CaseDates]:
        """Those of them that failed."""
        return CaseDates.objects.filter(outcome="failure")


class Articles(Source):
    """Published know-how; of a region or an organisation: what rests on a case of it."""

    code = "articles"
    paths = {STEP: "steps", REGION: f"{EVIDENCE_CASE}__region", ORGANISATION: f"{EVIDENCE_CASE}__organisation"}
    listed = frozenset({STEP})

    def all(self) -> QuerySet[Article]:
        """Live and not withdrawn."""
        return Article.objects.published().filter(published_on__isnull=False)


class Packages(Source):
    """Published training packages."""

    code = "packages"
    day = "published_at"
    paths = {STEP: "steps"}
    listed = frozenset({STEP})

    def all(self) -> QuerySet[Package]:
        """Published and not withdrawn."""
        return Package.objects.published()


class Sessions(Source):
    """Training sessions that took place."""

    code = "sessions"
    day = "starts_at"
    paths = {STEP: "package__steps"}
    listed = frozenset({STEP})

    def all(self) -> QuerySet[TrainingSession]:
        """Over, and not called off."""
        return TrainingSession.objects.past()


class Attended(Source):
    """Attendances of training sessions: a person who came twice counts twice."""

    code = "attended"
    day = "training_session__starts_at"
    paths = {STEP: "training_session__package__steps", REGION: "user__prefecture", ORGANISATION: "user__memberships"}
    listed = frozenset({STEP})
    person = "user"

    def all(self) -> QuerySet[SignUp]:
        """Those who were there."""
        return SignUp.objects.filter(attended=True, state=SignUp.State.SIGNED)

    @property
    def _is_timed(self) -> bool:
        return True


class Reflected(Source):
    """Where know-how went outside of this site."""

    code = "reflected"
    day = "on"
    paths = {
        STEP: "article__steps",
        REGION: f"article__{EVIDENCE_CASE}__region",
        ORGANISATION: f"article__{EVIDENCE_CASE}__organisation",
    }
    listed = frozenset({STEP})

    def all(self) -> QuerySet[Reflection]:
        """All of them: what was taken up stays so, whatever becomes of the article."""
        return Reflection.objects.all()


class Declared(Source):
    """Published cases that say which know-how they used."""

    code = "declared"
    day = "case__dates__published_on"
    paths = {STEP: "case__dates__step", REGION: "case__dates__region", ORGANISATION: "case__dates__organisation"}

    def all(self) -> QuerySet[UsedKnowhow]:
        """A row for each know-how that a published case used."""
        articles = Article.objects.published().values("pk")
        return UsedKnowhow.objects.filter(case__dates__isnull=False, article__in=articles)

    @property
    def _is_timed(self) -> bool:
        return False


class Tries(Source):
    """Tries that somebody began."""

    code = "tries"
    day = "at"
    paths = {STEP: "article__steps", REGION: "user__prefecture", ORGANISATION: "user__memberships"}
    listed = frozenset({STEP})
    person = "user"

    def all(self) -> QuerySet[Try]:
        """All of published know-how."""
        return Try.objects.filter(article__in=Article.objects.published().values("pk"))


class Worked(Tries):
    """Tries that worked, on the day of the answer."""

    code = "worked"
    day = "answered_at"

    def all(self) -> QuerySet[Try]:
        """Of them those whose last answer says so."""
        return super().all().filter(result=TryResult.WORKED, answered_at__isnull=False)


SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        Cases(),
        Failures(),
        Articles(),
        Packages(),
        Sessions(),
        Attended(),
        Reflected(),
        Declared(),
        Tries(),
        Worked(),
    )
}


def earliest_day() -> date | None:
    """The day of the first published case."""
    return CaseDates.objects.order_by("published_on").values_list("published_on", flat=True).first()
