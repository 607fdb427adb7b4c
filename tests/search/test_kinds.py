"""People and pages in the search: who finds them, what of them, and that the index follows every change."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import PageViewRestriction

from bansou.accounts.models import Membership
from bansou.accounts.models.user import ProfileReaders
from bansou.accounts.services import leave, save_profile
from bansou.site import found, guides
from bansou.site.models import NewsIndexPage, NewsPage, PlainPage, StepPage
from bansou.site.services import build_pages
from bansou.vocabulary.models import Term
from community.models import Thread
from community.services import start_thread
from search.checking import check
from search.documents import document_of
from search.engines import get_engine
from search.engines.base import Query
from tests.cast import make_organisation

pytestmark = pytest.mark.django_db
EARLY = datetime(2026, 3, 31, 16, tzinfo=UTC)  # one in the morning of 1 April in Japan


def page_of(client, q, kind):
    """The page without the marks of what matched."""
    return re.sub("</?mark>", "", client.get(reverse("search"), {"q": q, "kind": kind}).content.decode())


def ids(kind, text, *audience):
    return [hit.id for hit in get_engine().search(Query(text=text, kinds=(kind,), audience=audience)).hits]


# --- Threads ----------------------------------------------------------------------------------------------------------------
def test_a_thread_of_the_small_hours_is_of_that_day_here(client_for, author):
    thread = start_thread(author, "夜明け前の相談", "帳場の話です。")
    Thread.objects.update(created_at=EARLY, last_post_at=EARLY)
    assert document_of("thread", thread.public_id).dates["published"] == date(2026, 4, 1)
    assert '<time datetime="2026-04-01">' in page_of(client_for(author), "夜明け前", "thread")


# --- People -----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def expert(author):
    """A member with a profile that members read."""
    author.display_name = "水鳥 さくら"
    author.introduction = "旅館の番頭を十年。帳場の話ならいくらでも聞けます。"
    author.expertise = {"step": ["3"], "industry": ["M"]}
    save_profile(author)
    return author


def test_members_find_a_person_by_name_and_experience(client_for, expert, colleague):
    for q in ("水鳥", "旅館の番頭", "信頼関係の構築 宿泊業"):
        assert "水鳥" in page_of(client_for(colleague), q, "person"), q
    page = page_of(client_for(colleague), "番頭", "person")
    assert expert.get_absolute_url() in page
    assert ">紹介</a>" in page
    assert f"{expert.get_absolute_url()}#s-intro" in page


def test_a_profile_is_found_by_those_who_may_read_it(client_for, expert, colleague, pending):
    for reader in (None, pending):
        assert expert.get_absolute_url() not in page_of(client_for(reader), "水鳥", "person")
    assert not ids("person", "水鳥", "public")
    expert.profile_readers = ProfileReaders.PUBLIC
    save_profile(expert)
    assert expert.get_absolute_url() in page_of(client_for(None), "水鳥", "person")


def test_who_waits_or_left_is_not_found(expert, pending):
    pending.display_name = "水鳥 まつ"
    pending.save()
    assert ids("person", "水鳥", "staff") == [expert.public_id]
    leave(expert)
    assert not ids("person", "水鳥", "staff")


def test_an_account_that_is_closed_vanishes_at_once(client_for, expert, colleague):
    type(expert).objects.filter(pk=expert.pk).update(is_active=False)  # the index does not know
    assert expert.get_absolute_url() not in page_of(client_for(colleague), "水鳥", "person")


def test_organisations_are_found_while_one_belongs_to_them(expert, django_capture_on_commit_callbacks):
    organisation = make_organisation("入り江商工会")
    membership = Membership.objects.create(user=expert, organisation=organisation)
    assert ids("person", "入り江", "members") == [expert.public_id]
    with django_capture_on_commit_callbacks(execute=True):
        organisation.name = "岬商工会"
        organisation.save()
    assert not ids("person", "入り江", "members")
    assert ids("person", "岬", "members") == [expert.public_id]
    membership.delete()
    assert not ids("person", "岬", "members")


def test_facets_of_people(client_for, expert, colleague):
    page = client_for(colleague).get(reverse("search"), {"kind": "person", "industry": "M"}).content.decode()
    assert expert.get_absolute_url() in page
    page = client_for(colleague).get(reverse("search"), {"kind": "person", "not.industry": "M"}).content.decode()
    assert expert.get_absolute_url() not in page


def test_nothing_that_a_person_wrote_is_in_the_profile(expert, make_case):
    make_case(state="published", author=expert, byline="anonymous", title="帆布の袋を数えた")
    assert not ids("person", "帆布", "staff", "members", f"user:{expert.pk}")


def test_signing_in_changes_nothing_in_the_index(client_for, expert, django_assert_num_queries):
    before = get_engine().stats()["last_change"]
    expert.save(update_fields=["last_login"])
    assert get_engine().stats()["last_change"] == before


def test_a_new_name_of_a_term_reaches_the_people(expert, django_capture_on_commit_callbacks):
    old = Term.objects.get(scheme="industry", code="M")
    with django_capture_on_commit_callbacks(execute=True):
        from bansou.vocabulary.merging import codes_changed

        Term.objects.filter(pk=old.pk).update(label="お宿とごはん", short_label="")
        Term.objects.get(pk=old.pk).save()
        codes_changed.send(Term, scheme="industry", old="M", new="M")
    assert ids("person", "お宿", "members") == [expert.public_id]


# --- Pages ------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def pages(db):
    build_pages()


def news(title="新しい様式のお知らせ", body="<p>申込書の<b>様式</b>が</p><p>変わります。</p>"):
    return NewsIndexPage.objects.get().add_child(instance=NewsPage(title=title, slug="n1", body=body))


def test_pages_are_found_by_everybody(client_for, pages):
    page = news()
    shown = page_of(client_for(None), "申込書 様式", "page")
    assert "新しい様式のお知らせ" in shown
    assert page.get_absolute_url() in shown


def test_the_part_of_a_step_page_is_named_and_linked(client_for, pages):
    step = StepPage.objects.get(step="4")
    step.cautions = "湯呑みの向きに気をつける"
    step.save()
    shown = page_of(client_for(None), "湯呑み", "page")
    assert f"{step.get_absolute_url()}#cautions" in shown
    assert "主な留意点" in shown


def test_an_unpublished_deleted_or_closed_page_is_not_found(client_for, pages):
    page = news()
    assert ids("page", "様式", "public")
    page.unpublish()
    assert not ids("page", "様式", "public")
    page.save_revision().publish()
    assert ids("page", "様式", "public")
    restriction = PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert not ids("page", "様式", "public", "members")
    restriction.delete()
    assert ids("page", "様式", "public")
    page.delete()
    assert not ids("page", "様式", "public")


def test_a_draft_is_not_found(pages):
    page = news()
    page.title = "まだ曼珠沙華の題"
    page.save_revision()
    assert not ids("page", "曼珠沙華", "public", "staff")


def test_guides_are_found_as_parts_of_the_help_page(client_for, pages):
    shown = page_of(client_for(None), "写真の背景に名前が写っていないか", "page")
    assert PlainPage.objects.get(slug="help").get_absolute_url() in shown
    assert f"{reverse('guide', args=['review'])}#s" in shown


def test_a_changed_guide_is_found_after_the_site_was_prepared(pages, monkeypatch, tmp_path):
    for name in guides.NAMES:
        (tmp_path / f"{name}.md").write_text("# 題\n\n## 章\n\n凧の上げ方。\n")
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    assert not ids("page", "凧", "public")
    found.catch_up()
    assert ids("page", "凧", "public")
    assert check().is_clean


def test_the_check_knows_people_and_pages(pages, expert):
    call_command("rebuild_index", verbosity=0)
    assert check().is_clean
    assert ids("person", "番頭", "members")
    assert ids("page", "伴走支援", "public")


@pytest.mark.parametrize("kind", ["person", "page"])
@pytest.mark.parametrize("more", [{}, {"q": "伴走"}, {"view": "matrix"}, {"sort": "new"}, {"step": "4"}, {"page": "9"}])
def test_every_view_of_every_kind_is_a_page(client_for, pages, expert, kind, more):
    for reader in (None, expert):
        assert client_for(reader).get(reverse("search"), {"kind": kind, **more}).status_code == 200
