"""A loop that has turned, with known days."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from bansou.accounts.models import User
from bansou.audit.models import AuditEntry, record
from bansou.indexing.services import changed
from casestudies.models import CaseStudy
from knowhow.models import Article, Evidence, Package, Reflection, SignUp, TrainingSession, Try, Unit, UsedKnowhow
from tests.cast import make_person

TODAY = timezone.localdate()


def ago(days):
    """The day so many days ago."""
    return TODAY - timedelta(days=days)


def noon(day):
    """A moment of that day."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def dated(case, day, submitted=None):
    """The same case, published (and submitted) on these days."""
    CaseStudy.objects.filter(pk=case.pk).update(published_on=day, first_published_at=noon(day))
    with transaction.atomic():
        if submitted:
            entry = record(case.author, "submit", case)
            AuditEntry.objects.filter(pk=entry.pk).update(at=noon(submitted))
        changed(case)
    return CaseStudy.objects.get(pk=case.pk)


@dataclass
class Loop:
    """Every station of one turn: 10 days of review, then 20, 30 (to the article), 40, 15 and 25 days."""

    case: CaseStudy
    article: Article
    package: Package
    session: TrainingSession
    attempt: Try
    new_case: CaseStudy


@pytest.fixture
def make_article(curator):
    """`make_article(case, since, published, **columns)`: know-how that rests on a case."""

    def make(case, since, published, **columns):
        fields = {"claim": "聞き切ってから提案する", "steps": ["4"], "live": True, **columns}
        with transaction.atomic():
            article = Article.objects.create(author=curator, published_on=published, **fields)
            Evidence.objects.create(article=article, case=case, since=since)
            changed(article)
        return article

    return make


@pytest.fixture
def make_session(trainer):
    """`make_session(article, day, people)`: a package with the article, taught on that day to these people."""

    def make(article, day, people=()):
        package = Package.objects.create(
            author=trainer, title="待つ練習", steps=["4"], published_at=noon(day - timedelta(days=1))
        )
        Unit.objects.create(package=package, kind="article", article=article, since=day - timedelta(days=1))
        session = TrainingSession.objects.create(
            package=package, starts_at=noon(day), ends_at=noon(day) + timedelta(hours=1), capacity=20
        )
        for person in people:
            SignUp.objects.create(training_session=session, user=person, attended=True)
        return session

    return make


@pytest.fixture
def make_people(outsider, other_organisation):
    """`make_people(5, "a")`: that many advisors of the other organisation, in Nagano."""

    def make(number, begin="p"):
        return [make_person(f"{begin}{n}", other_organisation, prefecture="20") for n in range(number)]

    return make


@pytest.fixture
def loop(make_case, make_article, make_session, outsider: User) -> Loop:
    """One closed turn."""
    case = dated(make_case(byline="name", terms={"wall": ["see"]}), ago(130), submitted=ago(140))
    article = make_article(case, since=ago(110), published=ago(80))
    session = make_session(article, ago(40), [outsider])
    new_case = dated(make_case(author=outsider, title="待ったら話し出した", terms={"outcome": ["good"]}), TODAY)
    attempt = Try.objects.create(
        article=article, user=outsider, at=noon(ago(25)), result="worked", answered_at=noon(ago(1)), case=new_case
    )
    UsedKnowhow.objects.create(case=new_case, article=article)
    Reflection.objects.create(article=article, target="guideline", on=ago(5), place="経営指導員要領")
    with transaction.atomic():
        changed(article)
    return Loop(case, article, session.package, session, attempt, new_case)


@pytest.fixture
def cast(request) -> Any:
    """`cast("outsider")` is that person, None for the visitor."""
    return lambda name: request.getfixturevalue(name)
