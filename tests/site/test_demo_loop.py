"""The demo shows a loop that has turned, over eighteen months."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from distil.models import Code, Coding, Collection, Mark, Twins
from knowhow.models import (
    Article,
    Call,
    Entry,
    Evidence,
    Feedback,
    Package,
    Proposal,
    Question,
    Reflection,
    SignUp,
    TrainingSession,
    Try,
    TryAnswer,
    UsedKnowhow,
)

pytestmark = pytest.mark.slow
DEMO_DAY = date(2026, 11, 21)
LOADED = (
    Code, Coding, Collection, Mark, Twins, Article, Call, Entry, Evidence, Feedback, Package, Proposal, Question,
    Reflection, SignUp, TrainingSession, Try, TryAnswer, UsedKnowhow, CaseStudy,
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once; it leaves no trace in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo")
        yield
        transaction.set_rollback(True)
    terms.forget()


def test_everything_of_the_loop_is_there(demo):
    assert Collection.objects.count() >= 3
    assert Collection.objects.exclude(query="").exists(), "one of them is live"
    assert Coding.objects.count() >= 40
    assert all(twins.good_anchor and twins.failure_anchor for twins in Twins.objects.exclude(by=None))
    assert Twins.objects.filter(state=Twins.State.MARKED).count() >= 3
    assert Question.objects.filter(stands=True).count() >= 10
    assert set(Question.objects.values_list("reaction", flat=True)) == {"opened", "resisted", "clicked"}
    assert Reflection.objects.values("target").distinct().count() == 3


def test_the_articles_have_every_grade(demo):
    articles = Article.objects.published()
    assert articles.count() >= 12
    assert set(articles.values_list("grade", flat=True)) == {"A", "B", "C", "D", ""}
    assert set(articles.values_list("article_kind", flat=True)) == {"method", "avoid", "question", "tool"}
    assert not articles.filter(strength="").exists()


def test_training_took_place_and_is_to_come(demo):
    now = timezone.make_aware(datetime(2026, 11, 21))
    assert Package.objects.published().count() == 2
    for package in Package.objects.all():
        assert package.sessions.past(now).filter(attendance_at__isnull=False).count() >= 2
        assert package.sessions.coming(now).exists()
        assert {"article", "case", "quiz"} <= set(package.units.values_list("kind", flat=True))
    assert SignUp.objects.waiting().exists(), "one session is full"
    assert Feedback.objects.count() >= 15


def test_tries_were_answered_and_became_cases(demo):
    assert {"worked", "partly", "no", ""} <= set(Try.objects.values_list("result", flat=True))
    assert any(TryAnswer.objects.filter(attempt=attempt).count() == 2 for attempt in Try.objects.all())
    assert Try.objects.filter(case__in=CaseStudy.objects.published()).count() == 3
    told = Article.objects.get(claim__startswith="続いているかを聞かず")
    assert sum(Try.objects.counted_for(told).values()) >= 5, "enough for figures"


def test_an_award_has_its_results(demo):
    award = Call.objects.get(call_kind="award")
    assert award.results_at
    assert award.entries.exclude(award="").count() >= 3
    assert Call.objects.open_on(DEMO_DAY).count() == 2


def test_history_has_no_gap_of_a_quarter(demo):
    """Cases, passages, articles, training and tries: charts of eighteen months mean something."""
    for days, months in (
        (CaseStudy.objects.published().values_list("published_on", flat=True), 18),
        (Evidence.objects.values_list("since", flat=True), 13),
        (Article.objects.values_list("published_on", flat=True), 12),
        ([at.date() for at in Try.objects.values_list("at", flat=True)], 8),
    ):
        ordered = sorted(day for day in days if day)
        assert (DEMO_DAY - ordered[0]) > timedelta(days=30 * months)
        assert max(b - a for a, b in pairwise(ordered)) <= timedelta(days=92)


def test_nothing_happens_before_what_it_needs(demo):
    for row in Evidence.objects.select_related("case", "article"):
        assert row.case.published_on <= row.since, row.case.external_id
    for mark in Mark.objects.select_related("case"):
        assert mark.case.published_on <= mark.created_at.date(), mark.case.external_id
    for attempt in Try.objects.select_related("article"):
        assert attempt.article.published_on <= attempt.at.date()
    for link in UsedKnowhow.objects.select_related("case", "article"):
        assert link.article.published_on < link.case.published_on


def test_loading_it_twice_changes_nothing(demo):
    before = [model.objects.count() for model in LOADED]
    versions = list(Article.objects.values_list("pk", "version", "grade"))
    call_command("load_demo")
    assert [model.objects.count() for model in LOADED] == before
    assert list(Article.objects.values_list("pk", "version", "grade")) == versions
