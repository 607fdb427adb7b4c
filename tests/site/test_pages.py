"""Home, steps, news, plain pages, glossary, guides, /me/, robots.txt and sitemap, through the client."""

import html
import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from bansou.site import guides
from bansou.site.models import GlossaryPage, HomePage, NewsPage, PlainPage, StepPage
from bansou.site.services import add_news, build_pages
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.services import publishing
from community import services
from knowhow.models import Article
from tests.cast import make_person

pytestmark = pytest.mark.django_db

EVERYONE = ["visitor", "pending", "author", "manager", "checker", "curator", "hub", "administrator"]


@pytest.fixture(autouse=True)
def pages():
    """The page tree as every site has it."""
    build_pages()


def body(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def section(page, heading):
    """From the heading with this id to the next section."""
    return page[page.index(f'id="{heading}"') :].split("</section>")[0]


class TestTree:
    """build_pages: what is missing is made, what is there is the editors'."""

    def test_again_changes_nothing(self):
        before = list(Page.objects.values_list("pk", "latest_revision", "last_published_at"))
        build_pages()
        assert list(Page.objects.values_list("pk", "latest_revision", "last_published_at")) == before

    def test_what_editors_wrote_stays(self):
        PlainPage.objects.filter(slug="about").update(intro="ここで書いたもの")
        build_pages()
        assert PlainPage.objects.get(slug="about").intro == "ここで書いたもの"

    def test_seven_steps_with_text(self):
        assert [page.step for page in StepPage.objects.order_by("step")] == list("1234567")
        assert all(page.what and page.cautions and page.methods and page.source for page in StepPage.objects.all())

    @pytest.mark.parametrize("role", ["curator", "administrator"])
    def test_editors_edit_pages_and_choose_pictures(self, client_for, office, role):
        editor = make_person("editor", office)
        editor.groups.add(Group.objects.get(name=role))
        client = client_for(editor)
        for page in (HomePage.objects.get(), StepPage.objects.first()):
            assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
        assert client.get("/admin/images/add/").status_code == 200


class TestEveryPage:
    @pytest.mark.parametrize("role", EVERYONE)
    def test_opens_for_every_reader(self, request, client_for, make_case, role):
        make_case()
        client = client_for(request.getfixturevalue(role))
        for path in ("/", "/steps/", "/steps/4/", "/news/", "/about/", "/help/", "/terms/", "/glossary/"):
            page = body(client, path)
            assert "style=" not in page and "onclick" not in page

    @pytest.mark.parametrize("path", ["/", "/steps/", "/steps/4/", "/glossary/", "/help/write/"])
    def test_ids_are_there_once_and_links_on_the_page_lead_somewhere(self, client_for, visitor, make_case, path):
        make_case()
        page = body(client_for(visitor), path)
        ids = [html.unescape(name) for name in re.findall(r'\bid="([^"]+)"', page)]
        assert len(ids) == len(set(ids))
        assert {html.unescape(target) for target in re.findall(r'href="#([^"]+)"', page)} <= set(ids)

    def test_in_english(self, client_for, visitor):
        client = client_for(visitor)
        client.cookies["django_language"] = "en"
        for path, words in (("/", "New cases"), ("/steps/4/", "Points to mind"), ("/news/", "announcements")):
            assert words in body(client, path)


class TestHome:
    def test_a_visitor_reads_public_cases_and_has_no_work(self, client_for, visitor, make_case):
        make_case(title="公の話", visibility="public")
        make_case(title="会員の話", visibility="members")
        page = body(client_for(visitor), "/")
        assert "公の話" in page and "会員の話" not in page
        assert 'id="todo"' not in page

    def test_new_cases_are_the_newest_that_one_may_read(self, client_for, outsider, make_case):
        for number in range(5):
            case = make_case(title=f"話{number}", visibility="organisation" if number == 4 else "members")
            type(case).objects.filter(pk=case.pk).update(published_on=date(2026, 1, 1) + timedelta(days=number))
            reindex(case)
        new = section(body(client_for(outsider), "/"), "new")
        assert re.findall("話([0-9])", new) == ["3", "2", "1"]

    def test_an_author_finds_what_was_sent_back_first(self, client_for, author, make_case):
        make_case("draft", title="書きかけの話")
        returned = make_case("submitted", title="直すように言われた話")
        returned.current_workflow_state.current_task_state.reject(user=author, comment="")
        todo = section(body(client_for(author), "/"), "todo")
        assert todo.index("直すように言われた話") < todo.index("書きかけの話")

    def test_nobody_is_shown_the_work_of_others(self, client_for, colleague, make_case):
        make_case("draft", title="書きかけの話")
        assert "書きかけの話" not in body(client_for(colleague), "/")

    def test_a_checker_sees_the_queue(self, client_for, checker, make_case):
        make_case("submitted")
        assert "/review/" in section(body(client_for(checker), "/"), "todo")

    def test_a_manager_sees_who_waits(self, client_for, manager, outsider, pending):
        assert "/me/members/" in section(body(client_for(manager), "/"), "todo")
        assert "/me/members/" not in body(client_for(outsider), "/")

    def test_open_questions_leave_when_they_are_solved(self, client_for, outsider, colleague):
        thread = services.start_thread(outsider, "三週目の迷い", "どうですか。")
        assert "三週目の迷い" in body(client_for(colleague), "/")
        services.accept(services.reply(thread, colleague, "こうです。"), outsider)
        assert "三週目の迷い" not in body(client_for(colleague), "/")

    def test_stations_count_what_one_may_read(self, client_for, visitor, outsider, make_case):
        make_case(visibility="public", terms={"step": ["4"], "outcome": ["good"]})
        make_case(visibility="members", terms={"step": ["4"], "outcome": ["good"]})
        from bansou.site.selections import stations

        assert [stations(person)[3]["good"] for person in (visitor, outsider)] == [1, 2]

    def test_news(self, client_for, visitor):
        add_news([{"title": "サイトを開きました", "date": "2026-11-01", "body": "一段落目<b>\n\n二段落目"}])
        add_news([{"title": "サイトを開きました", "date": "2026-11-01", "body": "別"}])
        client = client_for(visitor)
        assert "サイトを開きました" in body(client, "/")
        assert "サイトを開きました" in body(client, "/news/")
        page = body(client, NewsPage.objects.get().url)
        assert "二段落目" in page and "<b>" not in page


def reindex(case):
    from django.db import transaction

    from bansou.indexing.services import changed

    with transaction.atomic():
        changed(case)


class TestSteps:
    def test_a_step_shows_its_cases_its_knowhow_and_its_talk(self, client_for, visitor, author, outsider, make_case):
        make_case(title="良い話", terms={"step": ["4"], "outcome": ["good"]})
        make_case(title="痛い話", terms={"step": ["2", "4"], "outcome": ["failure"]})
        make_case(title="別の段の話", terms={"step": ["5"], "outcome": ["good"]})
        article = Article.objects.create(author=author, claim="待つと言葉が出る", live=True, steps=["4"])
        reindex(article)
        services.start_thread(outsider, "四段目の質問", "どうですか。", services.About(step="4"), visibility="public")
        page = body(client_for(visitor), "/steps/4/")
        assert "良い話" in section(page, "cases-good")
        assert "痛い話" in section(page, "cases-failure")
        assert "待つと言葉が出る" in page and "四段目の質問" in page
        assert "別の段の話" not in page

    def test_an_inactive_reader_of_the_index_sees_nothing_withdrawn(self, client_for, visitor, author, make_case):
        case = make_case(title="消える話")
        publishing.withdraw(case, author)
        assert "消える話" not in body(client_for(visitor), "/steps/4/")


class TestGlossary:
    def test_in_the_order_of_the_syllabary(self, client_for, visitor):
        page = body(client_for(visitor), "/glossary/")
        readings = re.findall(r'class="small muted">([ぁ-んァ-ヶー・a-zA-Z0-9 ]+)</span>', page)
        assert len(readings) == len(GlossaryPage.objects.get().entries) > 30
        assert readings == sorted(readings)

    def test_entries_are_complete(self):
        for entry in GlossaryPage.objects.get().entries:
            assert entry["term"] and entry["reading"] and entry["description"]


class TestGuides:
    @pytest.mark.parametrize("name", guides.NAMES)
    def test_each_is_a_page(self, client_for, visitor, name):
        page = body(client_for(visitor), f"/help/{name}/")
        shown = guides.guide(name)
        assert f"<h1>{shown.title}</h1>" in page
        assert len(shown.toc) > 3
        assert ".md" not in shown.body

    def test_they_lead_to_each_other_and_help_leads_to_them(self, client_for, visitor):
        assert 'href="/help/write/"' in body(client_for(visitor), "/help/browse/")
        help_page = body(client_for(visitor), "/help/")
        assert all(f'href="/help/{name}/"' in help_page for name in guides.NAMES)

    def test_nothing_else_is_opened(self, client_for, visitor):
        for name in ("none", "..", "README"):
            assert client_for(visitor).get(f"/help/{name}/").status_code == 404


class TestMe:
    def test_everyone_has_what_is_theirs(self, client_for, author, manager, checker, pending):
        shown = {person: body(client_for(person), "/me/") for person in (author, manager, checker, pending)}
        assert "/me/cases/" in shown[author] and "/me/cases/" not in section(shown[pending], "own")
        assert "/me/members/" in shown[manager] and "/me/members/" not in shown[author]
        assert "/review/" in shown[checker] and "/review/" not in shown[author]

    def test_visitors_sign_in_first(self, client_for, visitor):
        assert "/accounts/login/" in client_for(visitor).get("/me/").url


class TestCrawlers:
    def test_robots(self, client_for, visitor):
        text = body(client_for(visitor), "/robots.txt")
        assert "Disallow: /me/" in text and "/sitemap.xml" in text

    def test_the_sitemap_holds_what_visitors_may_read(self, client_for, visitor, author, make_case):
        public, members = make_case(visibility="public"), make_case(visibility="members")
        gone = make_case(visibility="public")
        publishing.withdraw(gone, author)
        client = client_for(visitor)
        addresses = re.findall(r"<loc>[^<]*?(/sitemap-[^<]*)</loc>", body(client, "/sitemap.xml"))
        text = "".join(body(client, address) for address in addresses)
        assert public.get_absolute_url() in text and "/steps/4/" in text and "/about/" in text
        assert members.get_absolute_url() not in text and gone.get_absolute_url() not in text
        assert text == "".join(client_for(author).get(address).content.decode() for address in addresses)


# --- How often the database is asked --------------------------------------------------------------------------------------------
def asked(client, path):
    """Statements of a page, the engine's looks for news apart."""
    body(client, path)
    with CaptureQueriesContext(connection) as queries:
        body(client, path)
    found = [query["sql"] for query in queries if "search_indexchange" not in query["sql"]]
    assert not [sql for sql in found if found.count(sql) > 1]
    return found


@pytest.mark.parametrize(("path", "most"), [("/", 25), ("/steps/", 15), ("/steps/4/", 23), ("/me/", 15)])
def test_pages_ask_little_and_not_more_with_more_content(client_for, author, manager, outsider, make_case, path, most):
    # Of these, routing to a page of Wagtail's tree takes 6 on the second level and 8 on the third.
    def more(count):
        for number in range(count):
            make_case("draft"), make_case("submitted"), make_case(terms={"outcome": ["good"]}), make_case()
            services.start_thread(outsider, f"質問{number}", "どうですか。", services.About(step="4"))
            article = Article.objects.create(author=author, claim=f"話{number}", live=True, steps=["4"])
            reindex(article)

    client = client_for(author)
    more(3)
    few = asked(client, path)
    more(4)
    assert len(asked(client, path)) == len(few) <= most


def test_the_newest_cases_are_found_without_reading_all(visitor, make_case):
    make_case()
    from bansou.site.selections import newest_cards

    newest_cards(visitor)
    with CaptureQueriesContext(connection) as queries:
        assert len(newest_cards(visitor)) == 1
    statements = [query["sql"] for query in queries if "casestudies_casestudy" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statements[0]}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "SCAN casestudies_casestudy" not in plan and "TEMP B-TREE" not in plan


def test_terms_of_steps_and_step_pages_are_one(client_for, visitor):
    assert {page.step: page.short_name for page in StepPage.objects.all()} == {
        code: term.short for code, term in terms.scheme("step").items()
    }


def test_published_cases_have_a_day(make_case):
    assert CaseStudy.objects.get(pk=make_case().pk).published_on == timezone.localdate()


def test_every_component_is_on_one_page_while_developing(client_for, visitor, settings):
    assert client_for(visitor).get("/styleguide/").status_code == 404
    settings.DEBUG = True
    page = body(client_for(visitor), "/styleguide/")
    assert "steps__name" in page and "facet__on" in page


@pytest.mark.parametrize("address", ["/glossary/", "/steps/4/", "/board/map/", "/help/browse/", "/calls/"])
def test_the_way_here_begins_at_home_and_ends_with_the_page(client_for, author, address):
    page = client_for(author).get(address).content.decode()
    way = page[page.index('<nav class="crumbs') :].partition("</nav>")[0]
    assert way.count('href="/"') == 1
    assert way.count('aria-current="page"') == 1
