"""A case is withdrawn: grade, quotes, PDF, board and search know it at once, and curators find it in their work."""

import time

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from bansou.accounts.models import User
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.services.publishing import withdraw
from knowhow.models import Article, Flag
from tests import poppler

pytestmark = pytest.mark.slow
QUOTE = "赤鉛筆で丸をつけてもらうと、見積りの2時間だけに丸がついた。"
CLAIM = "数えるものを一つ決め"
ALSO = "聞けたことを喜んで"  # another article that the case limits; nothing else was wrong with it
WORDS = "工程表 折れ尺"
WORK = "/knowhow/mine/?show=flagged"
SECONDS = 2


class Site:
    """What an advisor and a curator see of one article and of a case that it rests on."""

    def __init__(self):
        self.case = CaseStudy.objects.get(external_id="demo-014")
        self.article = Article.objects.get(claim__startswith=CLAIM)
        self.also = Article.objects.get(claim__startswith=ALSO)
        self.advisor, self.curator = signed_in("akiba"), signed_in("nonomura")

    def seen(self):
        page = self.page(self.article.get_absolute_url())
        return {
            "grade": Article.objects.get(pk=self.article.pk).grade,
            "explained": page[page.index('aria-labelledby="grade"') :].split("</section>")[0],
            "quoted": QUOTE in page,
            "counted": int(self.page("/board/rows/cases/?period=all").split('data-total="')[1].split('"')[0]),
            "found": self.case.get_absolute_url() in self.page(f"/search/?q={WORDS}"),
            "asked": self.case.get_absolute_url() in self.page("/knowhow/questions/?step=4"),
            "work": f"/knowhow/{self.also.public_id}/care/" in self.curator.get(WORK).content.decode(),
        }

    def page(self, address):
        return self.advisor.get(address).content.decode()

    def on_paper(self):
        made = self.advisor.get(f"/knowhow/{self.article.public_id}/pdf/").content
        return "".join(QUOTE.split()) in poppler.text(made)


def signed_in(key):
    client = Client()
    person = User.objects.get(email=f"{key}@example.jp")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The demo, looked at before and after one of its cases was withdrawn; it leaves no trace in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        call_command("load_demo")
        site = Site()
        site.before, site.was_on_paper = site.seen(), site.on_paper()
        began = time.perf_counter()
        withdraw(site.case, site.case.author, "事業者からのお申し出により")
        site.after = site.seen()
        site.seconds = time.perf_counter() - began
        yield site
        transaction.set_rollback(True)
    terms.forget()
    cache.clear()


def test_before_it_was_everywhere(site):
    assert site.before["grade"] == "B"
    assert all(site.before[what] for what in ("quoted", "found", "asked"))
    assert site.was_on_paper


def test_grade_and_its_explanation_change(site):
    assert site.after["grade"] == "D"
    assert site.after["explained"] != site.before["explained"]


def test_quote_question_and_hit_are_gone(site):
    assert not any(site.after[what] for what in ("quoted", "found", "asked"))


def test_it_is_gone_from_the_pdf(site):
    assert not site.on_paper()


def test_the_board_counts_one_less(site):
    assert site.after["counted"] == site.before["counted"] - 1


def test_all_of_that_within_two_seconds(site):
    assert site.seconds < SECONDS


def test_curators_find_both_articles_in_their_work(site):
    assert (site.before["work"], site.after["work"]) == (False, True)
    assert WORK.replace("&", "&amp;") in site.curator.get("/").content.decode()
    flag = Flag.objects.open().get(article=site.article, reason=Flag.Reason.CASE_GONE)
    assert (flag.grade_before, flag.grade_after) == ("B", "D")
    care = site.curator.get(f"/knowhow/{site.article.public_id}/care/").content.decode()
    assert str(Flag.Reason.CASE_GONE.label) in care


PAGES = ("/knowhow/", "/knowhow/questions/", "/training/", "/calls/", "/board/", "/board/turns/", "/search/?q=工程表")


@pytest.mark.parametrize("address", PAGES)
def test_no_page_names_the_case_any_more(site, address):
    assert site.advisor.get(site.case.get_absolute_url()).status_code == 410
    shown = site.advisor.get(address)
    assert shown.status_code == 200
    assert site.case.title not in shown.content.decode()


@pytest.mark.parametrize("address", ["/distil/", "/distil/passages/", "/distil/views/", "/distil/twins/?state=marked"])
def test_the_workspace_shows_no_word_of_it(site, address):
    shown = site.curator.get(address)
    assert shown.status_code == 200
    assert QUOTE not in shown.content.decode()
