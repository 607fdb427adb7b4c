"""Every engine, empty, for the tests of the contract."""

import os

import pytest

from bansou.accounts import indexed
from search import documents
from search.engines import make_engine
from search.engines.elasticsearch import ElasticsearchEngine, Options
from tests.elasticsearch.server import server


class SeenAtOnce(ElasticsearchEngine):
    """Shows each write to the next reader, who otherwise sees it within a second."""

    def search(self, query):
        self.refresh()
        return super().search(query)

    def significant(self, *args, **options):
        self.refresh()
        return super().significant(*args, **options)

    def suggest(self, *args, **options):
        self.refresh()
        return super().suggest(*args, **options)

    def names(self):
        self.refresh()
        return super().names()

    def stats(self):
        self.refresh()
        return super().stats()


@pytest.fixture(scope="session")
def elasticsearch_options():
    """Options for a server of the tests, with names of this process's own."""
    with server() as url:
        options = Options(urls=(url,), prefix=f"bansou-test-{os.getpid()}", timeout=30)
        yield options
        ElasticsearchEngine(options).indices.delete_all()


@pytest.fixture
def elasticsearch(elasticsearch_options, db):
    """The Elasticsearch engine, empty."""
    made = SeenAtOnce(elasticsearch_options)
    made.reset()
    return made


@pytest.fixture
def embedded(db):
    """The embedded engine, empty."""
    made = make_engine("embedded")
    made.reset()
    return made


@pytest.fixture
def without_people(monkeypatch):
    """The cast is not found and changes nothing in the index: for tests that count documents or changes."""
    monkeypatch.delitem(documents.BUILDERS, "person")
    monkeypatch.setattr(indexed, "changed", lambda user: None)


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request):
    """Each engine in turn, empty."""
    return request.getfixturevalue(request.param)
