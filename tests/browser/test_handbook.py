"""A handbook from the order to the file: the page follows the worker by itself, and by hand without JavaScript."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from bansou.indexing.services import changed
from knowhow.models import Article
from tests.poppler import text

CLAIM = "聞き切ってから提案する"


@pytest.fixture
def article(site, curator):
    """Published know-how."""
    with transaction.atomic():
        made = Article.objects.create(author=curator, claim=CLAIM, body="まず聞く。", steps=["4"], live=True)
        changed(made)
    return made


@pytest.mark.parametrize("javascript", [True, False])
def test_an_edition_is_ordered_and_fetched(site, article, worker, visit, trainer, javascript):
    page = visit(trainer, javascript=javascript)
    page.goto("/knowhow/handbook/")
    page.get_by_role("link", name="版をつくる").click()
    page.get_by_label("手引きの題名").fill("試しの手引き")
    page.get_by_role("button", name="この内容でつくる").click()
    if not javascript:
        expect(page.get_by_role("heading", name="試しの手引き")).to_be_visible()
        while page.get_by_role("link", name="画面を更新する").count():
            page.wait_for_timeout(500)
            page.reload()
    expect(page.get_by_role("link", name="サイトで読む")).to_be_visible(timeout=30_000)
    file = page.get_by_role("link", name="PDF（").get_attribute("href")
    assert CLAIM in text(page.request.get(file).body())
    page.get_by_role("link", name="サイトで読む").click()
    page.get_by_role("link", name=CLAIM).first.click()
    expect(page.get_by_role("heading", name=CLAIM)).to_be_in_viewport()
