"""The engines. `get_engine()` is the one that the settings chose."""

from contextlib import AbstractContextManager
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines.base import Engine


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The engine of this process; its memory is shared by the threads. One outside the database may be down: readers
    are answered all the same."""
    engine = make_engine(settings.SEARCH_ENGINE)
    if settings.SEARCH_ENGINE == "embedded":
        return engine
    from search.fallback import FallbackEngine

    return FallbackEngine(engine)


def make_engine(name: str, alias: str = "default") -> Engine:
    """A new engine by name; `alias`: the database that holds an embedded index."""
    if name == "embedded":
        from search.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(alias)
    if name == "elasticsearch":
        from search.engines.elasticsearch import ElasticsearchEngine, Options

        return ElasticsearchEngine(Options(**settings.ELASTICSEARCH))
    raise ImproperlyConfigured(f"There is no search engine '{name}'.")


def temporary_engine(name: str) -> AbstractContextManager[Engine]:
    """An engine with an empty index of its own that is deleted afterwards: for measuring."""
    if name == "embedded":
        from search.engines.embedded import temporary as embedded

        return embedded.temporary_engine()
    from search.engines.elasticsearch import Options
    from search.engines.elasticsearch import temporary as elasticsearch

    if not settings.ELASTICSEARCH:
        raise ImproperlyConfigured("Set BANSOU_ELASTICSEARCH_URL to the server that is to be measured.")
    return elasticsearch.temporary_engine(Options(**settings.ELASTICSEARCH))


def tidy_index() -> None:
    """Daily: shorten what the engine keeps for its followers."""
    get_engine().tidy()
