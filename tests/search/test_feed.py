"""The Atom feed of a search and the OpenSearch description."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy
from casestudies.services import publishing
from search.engines.base import Results

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, query="", **headers):
    answer = client.get(f"/search/feed/{query}", headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def titles(found):
    return [entry.findtext(f"{ATOM}title") for entry in found.iter(f"{ATOM}entry")]


def test_only_what_anyone_may_read_whoever_asks(client_for, make_case, author, administrator):
    make_case(title="公開の事例", visibility="public")
    make_case(title="会員の事例", visibility="members")
    make_case(title="所属の事例", visibility="organisation")
    for person in (None, author, administrator):
        assert titles(feed(client_for(person))) == ["公開の事例"]


def test_it_is_what_atom_asks_for(client_for, make_case):
    case = make_case(title="<公開> & 事例", visibility="public")
    found = feed(client_for(None), "?outcome=failure&q=%E6%8F%90%E6%A1%88%E6%9B%B8")
    links = {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}
    assert links["self"].endswith("/search/feed/?outcome=failure&q=%E6%8F%90%E6%A1%88%E6%9B%B8")
    assert links["alternate"].endswith("/search/?outcome=failure&q=%E6%8F%90%E6%A1%88%E6%9B%B8")
    assert found.findtext(f"{ATOM}id") and found.findtext(f"{ATOM}updated")
    assert found.findtext(f"{ATOM}title") == "Bansou: 提案書・失敗事例"
    (entry,) = found.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "<公開> & 事例"
    assert entry.findtext(f"{ATOM}id").startswith("tag:") and case.public_id in entry.findtext(f"{ATOM}id")
    assert entry.find(f"{ATOM}link").get("href").endswith(case.get_absolute_url())
    assert entry.findtext(f"{ATOM}summary").startswith("三回目の訪問で")
    assert entry.findtext(f"{ATOM}updated") >= entry.findtext(f"{ATOM}published")


@pytest.mark.parametrize("byline", ["name", "organisation", "anonymous"])
def test_the_byline_holds(client_for, make_case, author, byline):
    make_case(visibility="public", byline=byline)
    answer = client_for(None).get("/search/feed/").content.decode()
    assert (author.display_name in answer) == (byline == "name")
    assert (author.memberships.get().organisation.name in answer) == (byline != "anonymous")
    assert author.email not in answer


def test_the_newest_come_first_and_not_all(client_for, make_case, monkeypatch):
    monkeypatch.setattr("search.feed.SIZE", 2)
    for age in (2, 0, 1):
        case = make_case(title=f"{age}日前", visibility="public")
        CaseStudy.objects.filter(pk=case.pk).update(published_on=timezone.localdate() - timedelta(days=age))
        publishing.change_settings(CaseStudy.objects.get(pk=case.pk), case.author, place_precision="prefecture")
    assert titles(feed(client_for(None))) == ["0日前", "1日前"]


def test_nobody_learns_at_which_minute_a_case_was_published(client_for, make_case):
    make_case(visibility="public", byline="anonymous")
    answer = client_for(None).get("/search/feed/")
    times = re.findall(r"T(\d\d:\d\d:\d\d)", answer.content.decode().split("<entry>")[1])
    assert times and set(times) == {"00:00:00"}
    assert "Last-Modified" not in answer


def test_what_did_not_change_is_not_sent_again(client_for, make_case, author):
    client, case = client_for(None), make_case(visibility="public")
    first = client.get("/search/feed/")
    assert first["ETag"] and "max-age" in first["Cache-Control"]
    again = client.get("/search/feed/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    publishing.withdraw(case, author)
    assert titles(feed(client, **{"If-None-Match": first["ETag"]})) == []


@pytest.mark.parametrize(
    "query",
    ["?q=%01%08%EF%BF%BE", "?q=%F0%9F%98%80%22%3C", "?kind=thread", "?kind=knowhow", "?kind=x&page=9&view=matrix"],
)
def test_any_address_gives_a_feed(client_for, query):
    feed(client_for(None), query)


def test_a_simple_search_gives_no_feed(client_for, monkeypatch):
    monkeypatch.setattr("search.engines.embedded.EmbeddedEngine.search", lambda *a: Results(degraded=True))
    answer = client_for(None).get("/search/feed/")
    assert answer.status_code == 503 and answer["Retry-After"]


def test_the_search_page_names_the_feed(client_for):
    page = client_for(None).get("/search/?step=4").content.decode()
    assert '<link rel="alternate" type="application/atom+xml"' in page.split("</head>")[0]
    assert page.count('href="/search/feed/?step=4"') == 2


def test_browsers_can_search_here(client_for):
    answer = client_for(None).get("/opensearch.xml")
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    found = ElementTree.fromstring(answer.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(found.findtext(f"{space}ShortName")) <= 16
    templates = {url.get("type"): url.get("template") for url in found.findall(f"{space}Url")}
    assert templates["text/html"].endswith("/search/?q={searchTerms}")
    home = client_for(None).get("/search/").content.decode()
    assert 'rel="search" type="application/opensearchdescription+xml"' in home.split("</head>")[0]
