"""While the search server does not answer, the database does: the same readers, the same filters, quickly."""

import socket
import threading
import time
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from bansou.access import tokens
from casestudies.models import CaseStudy, CoAuthor
from casestudies.services.publishing import withdraw
from community.models import Thread
from community.services import About, start_thread
from knowhow.models import Article
from search import engines, indexer
from search.documents import BUILDERS, document_of, rows
from search.engines.base import IndexMissing, Query, Results, SearchUnavailable
from search.engines.elasticsearch import ElasticsearchEngine, Options
from search.fallback import FallbackEngine
from search.fallback.answer import SOURCES, answer
from search.state import parse

pytestmark = pytest.mark.django_db


class Broken:
    """An engine that does not answer, until it does."""

    def __init__(self):
        self.error, self.asked = SearchUnavailable("on purpose"), 0

    def search(self, query):
        self.asked += 1
        if self.error:
            raise self.error
        return Results(total=7)

    def suggest(self, text, audience, limit=8, kinds=()):
        return self.search(text)


def ids(results):
    return [hit.id for hit in results.hits]


def found(**asked):
    return answer(Query(**{"kinds": ("case",), **asked}))


# --- Who may read ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def objects(make_case, author, outsider, organisation):
    """A case and a thread of every visibility, threads about the cases, an article of every visibility."""
    for visibility in ("public", "members", "organisation"):
        case = make_case(visibility=visibility)
        start_thread(outsider, "事例についての相談", "本文です。", about=About(case=case))
        start_thread(author, "相談の題名", "本文です。", visibility=visibility)
        Article.objects.create(
            author=author, organisation=organisation, claim="主張", visibility=visibility, live=True, steps=["4"]
        )
    CoAuthor.objects.create(case=case, user=outsider)


@pytest.mark.parametrize(
    "role", ["visitor", "pending", "author", "colleague", "outsider", "checker", "hub", "administrator"]
)
def test_tokens_and_users_read_the_same_rows(objects, request, role):
    person = request.getfixturevalue(role)
    for model in (CaseStudy, Article, Thread):
        by_user = set(model.objects.visible_to(person).values_list("pk", flat=True))
        assert set(model.objects.readable_by(tokens(person)).values_list("pk", flat=True)) == by_user


@pytest.mark.parametrize("role", ["visitor", "pending", "author", "colleague", "outsider", "checker"])
def test_the_database_finds_what_the_audience_in_the_index_says(objects, request, role):
    held = tokens(request.getfixturevalue(role))
    for kind, source in SOURCES.items():
        intersecting = {row.public_id for row in rows(kind) if held & set(document_of(kind, row.public_id).audience)}
        readable = set(source.rows(held).values_list("public_id", flat=True))
        # Who wrote an article or a thread for an organisation and left it keeps a token in the index; the database decides.
        assert readable <= intersecting
        if kind == "case" or role != "author":
            assert readable == intersecting


def test_every_kind_of_the_site_has_its_simple_search():
    assert set(SOURCES) == set(BUILDERS)


# --- What is found -----------------------------------------------------------------------------------------------------
def test_words_in_title_or_summary_newest_first(make_case):
    old = make_case(title="古い提案の話", published_on="2024-05-01")
    new = make_case(title="新しい話", summary="提案を急いだ。", published_on="2025-05-01")
    make_case(title="別の話")
    assert ids(found(text="提案")) == [new.public_id, old.public_id]
    assert ids(found(text="提案 新しい")) == [new.public_id]
    assert ids(found(text="話 -提案")) != [] and old.public_id not in ids(found(text="話 -提案"))
    results = found(text="提案", size=1, page=2)
    assert (results.total, ids(results), results.degraded, results.facets) == (2, [old.public_id], True, {})


def test_filters_are_those_of_the_index(make_case):
    """Every facet with every code: what the simple search finds is what carries the code in the index."""
    cases = [
        make_case(
            place_precision="prefecture", fiscal_year=2023, terms={"industry": ["I"], "pitfall": ["just-presenting"]}
        ),
        make_case(terms={"outcome": ["good"], "prefecture": ["32"], "employee_band": ["101-300"], "company_size": []}),
        make_case(
            terms={"company_size": [], "industry": ["G"]},
            rows=[("failure_factors", {"pitfall": "just-presenting", "text": "伝えただけだった。"})],
        ),
    ]
    documents = [document_of("case", case.public_id) for case in cases]
    for facet in sorted({facet for document in documents for facet in document.facets}):
        for code in {code for document in documents for code in document.facets.get(facet, ())} | {"nothing"}:
            wanted = {d.id for d in documents if code in d.facets.get(facet, ())}
            assert set(ids(found(selected={facet: [code]}))) == wanted, (facet, code)
            assert set(ids(found(excluded={facet: [code]}))) == {d.id for d in documents} - wanted, (facet, code)
    assert set(ids(found(ranges={"fiscal_year": (None, "2023")}))) == {cases[0].public_id}
    assert set(ids(found(ranges={"fiscal_year": ("2024", None)}))) == {c.public_id for c in cases[1:]}
    assert len(ids(found(ranges={"fiscal_year": ("x", "99999999")}))) == 3


def test_articles_and_threads_are_found_too(objects, outsider):
    held = tokens(outsider)
    assert found(kinds=("knowhow",), audience=held, selected={"step": ["4"]}).total == 2
    assert found(kinds=("knowhow",), audience=held, selected={"industry": ["E"]}).total == 0
    assert found(kinds=("thread",), audience=held, text="相談").total == 5
    everything = found(kinds=("case", "knowhow", "thread"), audience=held, size=100)
    assert everything.total == len(set(ids(everything))) == 3 + 2 + 5


def test_people_and_pages_are_found_too(make_case, author, outsider):
    call_command("build_pages")
    author.supporter_type, author.prefecture, author.expertise = "chamber", "13", {"theme": ["succession"]}
    author.profile_readers = "public"
    author.save()
    author.refresh_from_db()
    document = document_of("person", author.public_id)
    for facet, codes in document.facets.items():
        for code in codes:
            assert ids(found(kinds=("person",), selected={facet: [code]})) == [author.public_id], (facet, code)
    assert found(kinds=("person",), selected={"theme__contains": ["x"], "step": ["4"]}).total == 0
    assert found(kinds=("person",)).total == 1
    assert found(kinds=("person",), audience=tokens(outsider)).total == 2
    assert found(kinds=("page",), text="このサイト").degraded
    assert found(kinds=("page",), selected={"step": ["4"]}).total == 1


def test_pages_over_several_kinds_hold_everything_once(objects, checker):
    held, pages = tokens(checker), []
    for page in range(1, 12):
        pages += ids(found(kinds=(), audience=held, size=2, page=page))
    assert len(pages) == len(set(pages)) == found(kinds=(), audience=held).total


@pytest.mark.parametrize("text", ["%", "_", "\x00", "\ud800", "'\"; DROP TABLE", "(" * 500, "あ" * 10_000, "-", '"'])
def test_any_text_is_fine(make_case, text):
    make_case()
    assert found(text=text).degraded


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has its own in tests/postgres")
def test_a_database_that_takes_too_long_is_stopped(make_case, monkeypatch):
    make_case()
    monkeypatch.setattr("search.fallback.answer.SECONDS", 0.2)
    endless = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000000) SELECT count(*) FROM n) > 0"
    slow = CaseStudy.objects.extra(where=[endless])
    monkeypatch.setattr("search.fallback.answer.matching", lambda source, query, compiled: slow)
    began = time.monotonic()
    assert answer(Query(kinds=("case",))) == Results(degraded=True)
    assert time.monotonic() - began < 2
    assert CaseStudy.objects.count() == 1  # the connection goes on


# --- The breaker ---------------------------------------------------------------------------------------------------------
def test_after_a_failure_the_server_is_left_alone_for_a_while_and_then_used_again():
    inner = Broken()
    engine = FallbackEngine(inner, pause=60)
    assert [engine.search(Query()).degraded for _again in range(5)] == [True] * 5
    assert inner.asked == 1
    inner.error = None
    assert engine.search(Query()).degraded
    engine.breaker.until = 0
    assert [engine.search(Query()).total for _again in range(3)] == [7] * 3


def test_of_many_readers_one_waits_for_a_server_that_is_still_down():
    inner = Broken()
    engine = FallbackEngine(inner, pause=60)
    engine.search(Query())
    engine.breaker.until = 0
    start = threading.Barrier(8)

    def read():
        start.wait()
        engine.breaker.allows() and inner.search(Query())

    inner.error = None
    threads = [threading.Thread(target=read) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inner.asked == 2


def test_suggestions_are_empty_meanwhile():
    assert FallbackEngine(Broken()).suggest("事業", {"public"}) == []


def test_a_mistake_in_the_engine_is_not_hidden():
    inner = Broken()
    inner.error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        FallbackEngine(inner).search(Query())


# --- The site without its server --------------------------------------------------------------------------------------------
def unreachable(address):
    return FallbackEngine(ElasticsearchEngine(Options(urls=(address,), prefix="bansou-down")))


@pytest.fixture
def silent():
    """A server that accepts and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(params=["closed", "silent"])
def down(request, monkeypatch, settings, silent):
    """The site with an Elasticsearch that is down or silent."""
    engine = unreachable("http://127.0.0.1:1" if request.param == "closed" else silent)
    use(monkeypatch, settings, engine)
    return engine


def use(monkeypatch, settings, engine):
    """Run the site on this engine, as if the settings had chosen it."""
    settings.SEARCH_ENGINE = "elasticsearch"
    monkeypatch.setattr("bansou.indexing.services._listeners", [])
    monkeypatch.setattr(indexer, "_patience", indexer.Patience())
    engines.get_engine.cache_clear()
    monkeypatch.setattr(engines, "make_engine", lambda name: engine.engine)
    engines.get_engine().breaker.pause = 60


@pytest.fixture(autouse=True)
def _own_engine_afterwards():
    yield
    engines.get_engine.cache_clear()


def test_every_page_opens_within_two_seconds_and_says_so(down, make_case, client_for, author):
    case = make_case(title="提案を急いだ話", terms={"step": ["4"]})
    call_command("build_pages")
    client = client_for(author)
    for address in (
        "/search/?q=提案&step=4",
        "/search/",
        "/cases/?sort=new&outcome=failure",
        "/",
        case.get_absolute_url(),
    ):
        began = time.monotonic()
        page = client.get(address, follow=True)
        assert page.status_code == 200, address
        assert time.monotonic() - began < 2, address
    page = client.get("/search/?q=提案&step=4").content.decode()
    assert "提案を急いだ話" in page.replace("<mark>", "").replace("</mark>", "") and 'data-total="1"' in page


@pytest.mark.usefixtures("without_people")
def test_writing_neither_fails_nor_waits(down, make_case, author):
    began = time.monotonic()
    case = make_case()
    withdraw(case, by=author)
    assert time.monotonic() - began < 2
    assert indexer.Change.objects.waiting().filter(kind="case").count() == 2
    down.engine.cluster.options = Options(urls=("http://127.0.0.1:1",))  # the worker may wait, a test need not
    assert indexer.work_off() == 0
    assert indexer.Change.objects.waiting().filter(kind="case", attempts=0).count() == 2


def test_a_withdrawn_case_is_gone_at_once(down, make_case, client_for, author):
    case = make_case(title="取り下げる事例")
    client = client_for(author)
    assert "取り下げる事例" in client.get(reverse("search")).content.decode()
    withdraw(case, by=author)
    assert "取り下げる事例" not in client.get(reverse("search")).content.decode()


def test_a_missing_index_is_one_more_way_to_be_down():
    inner = Broken()
    inner.error = IndexMissing("no index")
    assert FallbackEngine(inner).search(Query()).degraded


def test_an_address_with_filters_is_answered(make_case):
    make_case(terms={"step": ["4"]})
    state = parse(__import__("django.http").http.QueryDict("step=4&not.outcome=good&prefecture=13&region=b-kanto"))
    assert answer(replace(state.query(frozenset({"public"})), facets=())).degraded
