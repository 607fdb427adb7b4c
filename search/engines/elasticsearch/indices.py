"""The indices behind the alias: which one serves, which one is being filled, and changing over.

`<prefix>` is the alias that is searched, `<prefix>-next` the alias of an index that is being filled; there is one only
while that lasts. Both are written. The indices themselves are called `<prefix>-index-<when>`.
"""

import time

from search.engines.base import IndexMissing
from search.engines.elasticsearch.connection import Cluster, Json, available
from search.engines.elasticsearch.mapping import is_current, mappings, settings

# Faster while nobody reads it; whatever a crash takes is read again from the database.
FILLING = {"refresh_interval": "-1", "number_of_replicas": 0, "translog.durability": "async"}
GREEN_SECONDS = 60


class Indices:
    """Makes, changes over and deletes indices."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.live = cluster.options.prefix
        self.next = f"{self.live}-next"

    # --- What there is ---
    def by_alias(self) -> dict[str, str]:
        """alias → index, for those of the two that exist."""
        with available():
            found = self.cluster.patient.indices.get_alias(index=self._all()).body
        return {alias: index for index, about in found.items() for alias in about["aliases"]}

    def targets(self) -> list[str]:
        """The aliases that are written. Raises IndexMissing when there is none."""
        aliases = self.by_alias()
        found = [alias for alias in (self.live, self.next) if alias in aliases]
        if not found:
            raise IndexMissing("The search index does not exist; rebuild_index makes it.")
        return found

    def is_current(self, alias: str) -> bool:
        """Is there an index, and was it made as this version makes them?"""
        with available():
            found = self.cluster.patient.indices.get_mapping(index=self._all()).body
        index = self.by_alias().get(alias, "")
        return index in found and is_current(found[index]["mappings"].get("_meta", {}))

    def _all(self) -> str:
        return f"{self.live}-index-*"

    # --- Making ---
    def create(self, alias: str, **changed: object) -> None:
        """A new, empty index behind the alias."""
        name = f"{self.live}-index-{time.time_ns()}"
        body: Json = settings(self.cluster.options) | changed
        with available():
            self.cluster.patient.indices.create(index=name, settings=body, mappings=mappings(), aliases={alias: {}})

    def begin(self) -> bool:
        """An index to fill, behind `next`. True: it is one that was begun before, in the same way."""
        if self.next in self.by_alias():
            if self.is_current(self.next):
                return True
            self._delete(self.by_alias()[self.next])
        self.create(self.next, **FILLING)
        return False

    def finish(self) -> None:
        """The filled index serves from now on, in one step; all others are deleted."""
        new = self.by_alias().get(self.next)
        if not new:
            raise IndexMissing("Somebody else has put the new index in its place, or deleted it.")
        self._prepare(new)
        with available():
            old = set(self.cluster.patient.indices.get(index=self._all()).body) - {new}
            self.cluster.patient.indices.update_aliases(
                actions=[
                    {"add": {"index": new, "alias": self.live}},
                    {"remove": {"index": new, "alias": self.next}},
                    *({"remove_index": {"index": index}} for index in old),
                ]
            )

    def _prepare(self, index: str) -> None:
        """Make it ready for readers: refreshed, with its replicas."""
        usual = settings(self.cluster.options)
        with available():
            client = self.cluster.patient
            client.indices.put_settings(index=index, settings={name: usual[name] for name in FILLING})
            client.indices.flush(index=index)
            client.indices.refresh(index=index)
            client.options(request_timeout=GREEN_SECONDS + 5, ignore_status=408).cluster.health(
                index=index, wait_for_status="green", timeout=f"{GREEN_SECONDS}s"
            )

    # --- Taking away ---
    def _delete(self, index: str) -> None:
        with available():
            self.cluster.patient.indices.delete(index=index, ignore_unavailable=True)

    def delete_all(self) -> None:
        """No index is left."""
        with available():
            names = list(self.cluster.patient.indices.get(index=self._all()).body)
        for name in names:
            self._delete(name)
