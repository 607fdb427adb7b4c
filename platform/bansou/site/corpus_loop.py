"""What comes of the synthetic cases: know-how, training, tries and new cases, so that the figures of the loop are none
of them zero. As many as a site with so many cases would have, and the same for the same seed."""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bansou.accounts.models import User
from bansou.insights import following
from bansou.insights.models import CaseDates
from bansou.site.corpus import TextMaker
from bansou.vocabulary import terms
from knowhow.models import (
    Article,
    Evidence,
    Package,
    Reflection,
    SignUp,
    TrainingSession,
    Try,
    TryResult,
    Unit,
    UsedKnowhow,
)

PER_ARTICLE = 250  # cases
ARTICLES = (12, 400)  # at least, at most
EVIDENCE, UNITS, SESSIONS, PEOPLE, TRIES = 5, 5, 3, 8, 4


def make_loop(seed: int, authors: Iterable[str]) -> int:
    """Make it of the cases that are there; `authors`: email addresses. Returns how many articles there are now."""
    following.rebuild()
    CaseDates.objects.filter(review_days=None).update(review_days=F("case_id") % 40)  # nobody handed these in
    people = list(User.objects.filter(email__in=authors))
    if not Article.objects.filter(author__in=people).exists() and CaseDates.objects.count() >= EVIDENCE:
        with transaction.atomic():
            LoopMaker(seed, people).make()
    return Article.objects.count()


class LoopMaker:
    """Draws the stations of the loop, each after the one before."""

    def __init__(self, seed: int, people: list[User]) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - the same corpus for the same seed
        self.texts = TextMaker(self.rng)
        self.people = people
        self.today = timezone.localdate()

    def make(self) -> None:
        """Articles with evidence, packages with sessions, tries with new cases, reflections."""
        least, most = ARTICLES
        cases = list(CaseDates.objects.order_by("published_on", "pk").values_list("pk", "published_on", "step"))
        count = min(max(len(cases) // PER_ARTICLE, least), most)
        articles = [self._article(cases) for _ in range(count)]
        for number in range(0, count, UNITS):
            self._package(articles[number : number + UNITS])
        newest = list(reversed(cases))[: count * TRIES]
        for number, article in enumerate(articles):
            self._tries(article, newest[number * TRIES : (number + 1) * TRIES])

    def _article(self, cases: list[tuple[int, date, str]]) -> Article:
        rng = self.rng
        chosen = rng.sample(cases[: max(EVIDENCE, len(cases) // 2)], EVIDENCE)
        first = max(published for _pk, published, _step in chosen)
        day = self._after(first, 60)
        article = Article.objects.create(
            author=rng.choice(self.people),
            claim=self.texts.text(rng, 25)[:120],
            body=self.texts.text(rng, 400),
            steps=[step for _pk, _published, step in chosen[:2] if step] or ["4"],
            live=True,
            published_on=day,
            grade=rng.choice("ABCD"),
        )
        Evidence.objects.bulk_create(
            Evidence(article=article, case_id=pk, since=max(published, day - timedelta(days=rng.randrange(30))))
            for pk, published, _step in chosen
        )
        if rng.random() < 0.3:
            targets = [term.code for term in terms.offered("reflected_in")]
            Reflection.objects.create(
                article=article, target=rng.choice(targets), on=self._after(day, 200), place="要領"
            )
        return article

    def _package(self, articles: list[Article]) -> None:
        begun = max(article.published_on or self.today for article in articles)
        package = Package.objects.create(
            author=self.rng.choice(self.people),
            title=self.texts.text(self.rng, 12)[:80],
            steps=articles[0].steps,
            published_at=_noon(begun),
        )
        Unit.objects.bulk_create(
            Unit(package=package, kind="article", article=article, sort_order=order, since=begun)
            for order, article in enumerate(articles)
        )
        for _ in range(SESSIONS):
            self._session(package, self._after(begun, 120))

    def _session(self, package: Package, day: date) -> None:
        at = _noon(day)
        session = TrainingSession.objects.create(
            package=package, starts_at=at, ends_at=at + timedelta(hours=2), capacity=30, place="会議室"
        )
        people = self.rng.sample(self.people, min(PEOPLE, len(self.people)))
        SignUp.objects.bulk_create(SignUp(training_session=session, user=person, attended=True) for person in people)

    def _tries(self, article: Article, cases: list[tuple[int, date, str]]) -> None:
        """Some of the tries that worked became cases."""
        rng = self.rng
        people = rng.sample(self.people, min(TRIES, len(self.people)))
        for person, (case, published, _step) in zip(people, cases, strict=False):
            begun = self._after(article.published_on or self.today, 90)
            result = rng.choice(TryResult.values)
            is_told = result == TryResult.WORKED and begun < published
            Try.objects.create(
                article=article,
                user=person,
                at=_noon(begun),
                result=result,
                answered_at=_noon(self._after(begun, 30)),
                case_id=case if is_told else None,
            )
            if is_told:
                UsedKnowhow.objects.create(case_id=case, article=article)

    def _after(self, day: date, most: int) -> date:
        """A day within so many days, not in the future."""
        return min(day + timedelta(days=self.rng.randrange(1, most + 1)), self.today)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
