"""What is counted: the tables of the loop as sources."""

from datetime import date

from django.db.models import Count, QuerySet

from bansou.insights.counting import STEP, Cut, Source
from bansou.insights.models import CaseDates
from bansou.insights.scopes import ORGANISATION, REGION
from knowhow.models import Article, Package, Reflection, SignUp, TrainingSession, Try, TryResult, UsedKnowhow

EVIDENCE_CASE = "evidence__case__dates"


class Cases(Source):
    """Published cases."""

    code = "cases"
    paths = {STEP: "step", REGION: "region", ORGANISATION: "organisation"}
    is_plain = True

    def all(self) -> QuerySet[CaseDates]:
        """Everything published."""
        return CaseDates.objects.all()

    def by(self, axis: str, cut: Cut) -> dict[str, int | None]:
        """Counted by the database: there are many."""
        counted = self.rows(cut).order_by().values_list(self.paths[axis]).annotate(n=Count("*"))
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
