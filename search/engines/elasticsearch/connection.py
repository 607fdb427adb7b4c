"""The way to the cluster: one client per process, and errors as the two that the rest of the site knows."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.exceptions import UnsupportedProductError
from elasticsearch.helpers import ScanError

from search.engines.base import IndexMissing, SearchUnavailable

MISSING = "index_not_found_exception"
WRITE_SECONDS, WRITE_RETRIES = 30.0, 3
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """Where the cluster is and how it is spoken to; `timeout`: seconds that a reader waits in all."""

    urls: tuple[str, ...]
    prefix: str = "bansou"
    user: str = ""
    password: str = ""
    api_key: str = ""
    ca: str = ""
    timeout: float = 1.5
    shards: int = 1
    replicas: int = 0


class Deadline:
    """The seconds left for all requests of one search."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def left(self) -> float:
        """Raises SearchUnavailable when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise SearchUnavailable("Elasticsearch took too long.")
        return left


@contextmanager
def available() -> Iterator[None]:
    """Errors of the client as ours. What the cluster said may repeat the query, so only the kind of error is kept."""
    try:
        yield
    except ApiError as error:
        raise failure(error.error, error.status_code) from None
    except (TransportError, UnsupportedProductError, ScanError) as error:
        raise SearchUnavailable(f"Elasticsearch cannot be reached: {type(error).__name__}.") from None


def failure(error: str, status: int) -> SearchUnavailable:
    """What an error of the cluster means for us."""
    if error == MISSING:
        return IndexMissing("The search index does not exist; rebuild_index makes it.")
    return SearchUnavailable(f"Elasticsearch answered {status}: {error}.")


class Cluster:
    """Requests to the cluster."""

    def __init__(self, options: Options) -> None:
        self.options = options

    @cached_property
    def client(self) -> Elasticsearch:
        """Made at the first request, so after the server has forked its workers."""
        o = self.options
        return Elasticsearch(
            list(o.urls),
            basic_auth=(o.user, o.password) if o.user else None,
            api_key=o.api_key or None,
            ca_certs=o.ca or DEFAULT,
            request_timeout=o.timeout,
            # Another node may be up when the first one is not; one that is slow is not asked again.
            max_retries=1 if len(o.urls) > 1 else 0,
            retry_on_timeout=False,
        )

    @property
    def patient(self) -> Elasticsearch:
        """The client for writes, which nobody waits for."""
        return self.client.options(request_timeout=WRITE_SECONDS, max_retries=WRITE_RETRIES, retry_on_timeout=True)

    def stored(self, index: str, ids: Sequence[str], fields: Sequence[str]) -> list[Json]:
        """Those of the documents that are there, newest writes included, with some of their fields."""
        with available():
            docs = self.patient.mget(index=index, ids=ids, source_includes=fields).body["docs"]
        return [doc for doc in map(checked, docs) if doc["found"]]

    def search(self, index: str, bodies: Sequence[Json], deadline: Deadline, preference: str = "") -> list[Json]:
        """The answers to several searches, in one round trip. Raises SearchUnavailable unless all are complete."""
        header: Json = {"index": index, "allow_partial_search_results": False}
        if preference:
            header["preference"] = preference
        # How telling a word is, is counted over all shards. It says nothing to a search without hits, and the answers to
        # those are remembered only when it is left out.
        ranked = header | {"search_type": "dfs_query_then_fetch"} if self.options.shards > 1 else header
        searches = [part for body in bodies for part in (header if body.get("size") == 0 else ranked, body)]
        with available():
            client = self.client.options(request_timeout=deadline.left())
            answers = client.msearch(searches=searches).body["responses"]
        return [checked(answer) for answer in answers]


def checked(answer: Json) -> Json:
    """One answer of several. Raises SearchUnavailable when it is an error."""
    if error := answer.get("error"):
        raise failure(error["type"], answer.get("status", 0))
    return answer
