"""Puts and drops. The change's id is the version, so that the cluster itself refuses what comes too late."""

from collections.abc import Iterable, Iterator
from typing import Any

from elasticsearch.helpers import streaming_bulk

from search.engines.base import IndexMissing
from search.engines.elasticsearch.connection import MISSING, Cluster, Json, available, failure
from search.engines.elasticsearch.indices import Indices
from search.engines.elasticsearch.records import Record

CHUNK, CHUNK_BYTES = 500, 10 * 1024 * 1024
RETRIES, FIRST_WAIT, LONGEST_WAIT = 3, 0.2, 2
TOO_LATE, GONE, REFUSED = 409, 404, 400


class Writer:
    """Writes records to the index that serves and, while one is filled, to that one as well."""

    def __init__(self, cluster: Cluster, indices: Indices) -> None:
        self.cluster = cluster
        self.indices = indices

    def write(self, records: list[Record]) -> None:
        """Put each in its place unless what is there is newer. Version 0 takes the version that is there."""
        targets = self.indices.targets()
        records = self._with_versions(records, targets[0])
        self._bulk((action(alias, record) for record in records for alias in targets), needed=targets[0])

    def fill(self, records: Iterable[Record]) -> None:
        """Write to the index that is being filled only; version 0 gives way to whatever is there."""
        self._bulk((action(self.indices.next, record) for record in records), needed=self.indices.next)

    def stored_version(self, id: str) -> int | None:
        """The version of a document or tombstone, None when there is neither."""
        return self._versions([id], self.indices.targets()[0]).get(id)

    def _with_versions(self, records: list[Record], alias: str) -> list[Record]:
        open_ = [record.id for record in records if not record.version]
        versions = self._versions(open_, alias) if open_ else {}
        return [record if record.version else record._replace(version=versions.get(record.id, 0)) for record in records]

    def _versions(self, ids: list[str], alias: str) -> dict[str, int]:
        return {doc["_id"]: doc["_version"] for doc in self.cluster.stored(alias, ids, ["alive"])}

    def _bulk(self, actions: Iterator[Json], needed: str) -> None:
        """Raises SearchUnavailable when anything but a late write is refused."""
        with available():
            outcomes = streaming_bulk(
                self.cluster.patient,
                actions,
                chunk_size=CHUNK,
                max_chunk_bytes=CHUNK_BYTES,
                max_retries=RETRIES,
                initial_backoff=FIRST_WAIT,
                max_backoff=LONGEST_WAIT,
                raise_on_error=False,
            )
            for done, item in outcomes:
                if not done:
                    _judge(item["index"], needed)


def action(alias: str, record: Record) -> Json:
    """One write as `_bulk` wants it. `require_alias`: nothing is ever created by a write."""
    return {
        "_op_type": "index",
        "_index": alias,
        "_id": record.id,
        "_source": record.source,
        "version": record.version,
        "version_type": "external_gte",
        "require_alias": True,
    }


def _judge(item: dict[str, Any], needed: str) -> None:
    """An item that was not written: fine when it is older than what is there, or when the index that was being filled
    has just taken the other's place."""
    status, error = item["status"], item.get("error") or {}
    if status == TOO_LATE:
        return
    if status == GONE:
        if item["_index"] == needed:
            raise IndexMissing("The search index is gone; rebuild_index makes it.")
        return
    if status == REFUSED:  # this one document is at fault; the indexer must not take the cluster for dead
        raise ValueError(f"Elasticsearch cannot take {item['_id']}.")
    raise failure(error.get("type", MISSING) if isinstance(error, dict) else "error", status)
