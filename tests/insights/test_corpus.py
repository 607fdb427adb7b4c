"""The generated corpus has a loop, so that what is measured is not zero."""

import pytest

from bansou.insights.board import _board
from bansou.insights.counting import Cut
from bansou.insights.models import CaseDates
from bansou.insights.periods import this_year
from bansou.insights.scopes import Scope
from bansou.insights.sources import SOURCES
from bansou.site.corpus import corpus_authors
from bansou.site.corpus_loop import make_loop
from knowhow.models import Article
from tests.insights.conftest import ago, dated

pytestmark = pytest.mark.django_db


def test_no_figure_of_the_corpus_is_zero(make_case):
    for number in range(60):
        dated(make_case(title=f"話{number}", byline="organisation"), ago(900 - number * 15))
    emails = [email for email, _organisation in corpus_authors(12)]
    assert make_loop(1, emails) >= 12
    assert all(source.count(Cut()) for code, source in SOURCES.items() if code != "declared")
    assert not CaseDates.objects.filter(review_days=None).exists()
    assert _board(Scope(), this_year(), organisations=True).breakdowns
    before = Article.objects.count()
    assert make_loop(1, emails) == before  # once is enough
