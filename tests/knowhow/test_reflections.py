"""反映先: who notes where know-how went, where it is shown, and what does not go in."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bansou.audit.models import AuditEntry
from knowhow.handbook import reflections, services
from knowhow.models import HandbookEdition, Reflection
from tests.knowhow.conftest import EVERYBODY

pytestmark = pytest.mark.django_db
MAKERS = {"curator", "trainer", "administrator"}
NOTE = {"target": "training", "on": "2026-06-01", "place": "経営指導員研修（仙台）", "edition": "第3回"}


def url_of(article):
    return f"/knowhow/{article.public_id}/reflections/"


@pytest.mark.parametrize("role", EVERYBODY)
def test_makers_note_it_and_every_reader_sees_it(role, cast, client_for, make_article):
    article = make_article()
    client = client_for(cast(role))
    client.post(url_of(article), NOTE)
    assert Reflection.objects.exists() == (role in MAKERS)
    reflections.reflect([article], None, **{**NOTE, "on": date(2026, 6, 1)})
    page = client.get(article.get_absolute_url()).content.decode()
    assert "経営指導員研修（仙台）" in page and "第3回" in page and "研修" in page
    assert (url_of(article) in page) == (role in MAKERS)


def test_the_same_note_twice_is_one(client_for, trainer, make_article):
    article = make_article()
    client = client_for(trainer)
    assert "1件に反映先を記録しました" in client.post(url_of(article), NOTE, follow=True).content.decode()
    assert "すでに記録されています" in client.post(url_of(article), NOTE, follow=True).content.decode()
    assert Reflection.objects.count() == 1
    assert AuditEntry.objects.filter(verb="reflect", object_id=article.public_id, actor=trainer).count() == 1


def test_a_wrong_note_is_deleted(client_for, trainer, outsider, make_article):
    article = make_article()
    reflections.reflect([article], trainer, **{**NOTE, "on": date(2026, 6, 1)})
    url = f"/knowhow/reflections/{Reflection.objects.get().public_id}/delete/"
    assert client_for(outsider).post(url).status_code == 403
    assert client_for(trainer).get(url).status_code == 405
    assert client_for(trainer).post(url).status_code == 302
    assert client_for(trainer).post(url).status_code == 404
    assert not Reflection.objects.exists() and AuditEntry.objects.filter(verb="unreflect").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": "1850-01-01"}, {"on": "0001-01-01"}, {"on": "昨日"}, {"on": ""}, {"target": "nowhere"}, {"target": ""}, {"place": ""},
        {"place": "あ" * 10_000}, {"place": "\x00"}, {"edition": "版" * 61}, {"on": f"{timezone.localdate() + timedelta(days=1)}"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client_for, curator, make_article, wrong):
    article = make_article()
    sent = {**NOTE, **wrong}
    page = client_for(curator).post(url_of(article), sent)
    assert page.status_code == 200 and "field__error" in page.content.decode()
    assert "place" in wrong or NOTE["place"] in page.content.decode()
    assert not Reflection.objects.exists()


def test_all_of_an_edition_at_once(monkeypatch, client_for, trainer, make_article):
    monkeypatch.setattr(services.paper, "pdf", lambda *args, **kwargs: b"%PDF-")
    for claim in ("一", "二"):
        make_article(claim=claim)
    services.order(trainer, "手引き", "members", ["4"])
    services.make_waiting()
    edition = HandbookEdition.objects.get()
    url = f"/knowhow/handbook/{edition.public_id}/reflections/new/"
    client = client_for(trainer)
    assert "2件のすべてに記録します" in client.get(url).content.decode()
    assert client.post(url, {**NOTE, "target": "handbook"}).status_code == 302
    assert Reflection.objects.filter(target="handbook").count() == 2
    assert Reflection.objects.within(date(2026, 6, 1), date(2026, 6, 1)).count() == 2
    assert not Reflection.objects.within(date(2026, 6, 2)).exists()


def test_nothing_is_noted_for_what_is_not_published(client_for, trainer, make_article):
    article = make_article(live=False)
    assert client_for(trainer).get(url_of(article)).status_code == 404
