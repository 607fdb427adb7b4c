"""Three hundred hostile texts in every parameter of every address of search: always a page, never an error."""

import json
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

import bansou.urls  # noqa: F401 - registers the converter of ids
import search.urls
from search.engines import get_engine
from search.engines.base import Query
from tests.search.hostile import HOSTILE, RAW, parameters

pytestmark = pytest.mark.django_db
PARAMETERS = parameters()
VALUES = {"public_id": "0000000000", "pk": 1, "token": "abc", "key": "abc"}
LONG = 300  # longer texts go into a few parameters at a time: no server takes longer addresses


def walk(patterns):
    for pattern in patterns:
        yield from [pattern] if isinstance(pattern, URLPattern) else walk(pattern.url_patterns)


ADDRESSES = sorted({pattern.name for pattern in walk(search.urls.urlpatterns)})


def address(name):
    """(a path, the names of what varies in it)."""
    names = next(iter(get_resolver().reverse_dict.getlist(name)))[0][0][1]
    return reverse(name, kwargs={key: VALUES.get(key, "1") for key in names}), names


class Scripts(HTMLParser):
    """Collects whatever in a page would run."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in ("base", "iframe") or (
            tag == "script" and "src" not in values and "json" not in (values.get("type") or "")
        ):
            self.found.append((tag, attrs))
        for name, value in attrs:
            if name.startswith("on") or (
                name in ("href", "src", "action") and (value or "").strip().lower().startswith("javascript:")
            ):
                self.found.append((tag, name, value))


def check(response):
    """A page, whole and harmless."""
    assert response.status_code < 500, response.status_code
    if response.streaming:
        return
    kind, body = response.headers.get("Content-Type", ""), response.content.decode()
    if "html" in kind:
        scripts = Scripts()
        scripts.feed(body)
        assert not scripts.found
    elif "json" in kind:
        json.loads(body)
    elif "xml" in kind:
        ElementTree.fromstring(body)


def encoded(text):
    return quote(text, safe="", errors="surrogatepass")


def query_of(text, place):
    """The text in every parameter at once; a long one in each in turn."""
    names = PARAMETERS if len(text) <= LONG else [PARAMETERS[place % len(PARAMETERS)]]
    return "&".join(f"{name}={encoded(text)}" for name in names)


@pytest.fixture
def browser(administrator, make_case):
    get_engine().reset()
    make_case(title="事業承継の話", terms={"step": ["4"]})
    client = Client()
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_there_are_three_hundred_and_every_parameter_is_known():
    assert len(HOSTILE) >= 300 and len(set(HOSTILE)) == len(HOSTILE)
    assert {"q", "step", "not.step", "region", "page", "sort", "kind", "view", "rows", "fiscal_year_from"} <= set(
        PARAMETERS
    )
    assert {"search", "cases", "search-suggest", "search-feed"} <= set(ADDRESSES)


@pytest.mark.slow
@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_answers_with_a_page(browser, name):
    path, places = address(name)
    for place, text in enumerate(HOSTILE[:: 10 if places else 1]):  # what is not there is not there whatever is asked
        check(browser.get(f"{path}?{query_of(text, place)}"))
    for query in RAW:
        check(browser.get(path, QUERY_STRING=query))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_the_search_box_takes_every_text(browser, part):
    with_others = cycle(("", "&view=matrix&rows=step", "&step=4&kind=thread&page=2"))
    for text, others in zip(HOSTILE[part::4], with_others, strict=False):
        check(browser.get(f"/search/?q={encoded(text)}{others}"))


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text and len(text) <= LONG][::12])
def test_some_texts_of_each_kind_without_waiting_for_all(browser, text):
    for name in ("search", "search-suggest", "search-feed"):
        check(browser.get(f"{reverse(name)}?q={encoded(text)}&step={encoded(text)}"))


def test_engines_take_what_no_address_can_carry(engine):
    for text in HOSTILE:
        held = {text, "public"}
        engine.search(
            Query(
                text,
                {"step": [text], text: ["1"]},
                {"tag": [text]},
                held,
                ("case", text),
                {"fiscal_year": (text, None)},
            )
        )
        engine.suggest(text, held)
