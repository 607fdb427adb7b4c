"""Keeps the bitmaps of this process true to the database.

Committed state is shared by the threads and moves forward by the change log. Inside a transaction a reader must see its
own uncommitted writes, and nobody else may: it gets a private copy, which dies with the transaction.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from search.engines.embedded.snapshot import Snapshot
from search.engines.embedded.store import Store

# Loading everything anew is cheaper than following more changes than this.
FOLLOWED_AT_MOST = 2_000

Head = tuple[int, int]


class Follower:
    """Hands out snapshots that are as new as the connection's view of the database."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.lock = threading.RLock()
        self.shared: Snapshot | None = None
        self.local = threading.local()

    @contextmanager
    def current(self) -> Iterator[Snapshot]:
        """The snapshot for a search, locked while it is used: its work holds the interpreter anyway."""
        head = getattr(self.local, "head", None) or self.store.head()
        with self.lock:
            yield self._private(head) if self.store.connection.in_atomic_block else self._shared(head)

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Searches of this thread inside see one state of the index and ask for it once."""
        if getattr(self.local, "head", None):
            yield
            return
        self.local.head = self.store.head()
        try:
            yield
        finally:
            self.local.head = None

    def forget(self) -> None:
        """Load anew at the next search."""
        with self.lock:
            self.shared = None
        self.local.snapshot = None

    def _shared(self, head: Head) -> Snapshot:
        if self.shared is None or not self._follow(self.shared, head):
            self.shared = self._load(head)
        return self.shared

    def _private(self, head: Head) -> Snapshot:
        if self.shared is not None and self.shared.head == head:
            return self.shared
        own: Snapshot | None = getattr(self.local, "snapshot", None)
        if own is None or not self._follow(own, head):
            own = self.shared.clone() if self.shared is not None else None
            if own is None or not self._follow(own, head):
                own = self._load(head)
        self.local.snapshot = own
        return own

    def _load(self, head: Head) -> Snapshot:
        # Read after `head`: what was committed in between is in already and harmless when followed again.
        return Snapshot.load(self.store.live_rows(), head)

    def _follow(self, snapshot: Snapshot, head: Head) -> bool:
        """Bring a snapshot forward; False when the log does not lead from it to now (rolled back, pruned, reset)."""
        if snapshot.head == head:
            return True
        changes = self.store.changes_from(snapshot.head)
        if changes is None or len(changes) > FOLLOWED_AT_MOST:
            return False
        if not changes:  # another thread has been quicker
            return True
        for row in self.store.rows_of({document_id for _id, _stamp, document_id in changes}):
            snapshot.apply(row, self.store.words_of)
        snapshot.head = (changes[-1][0], changes[-1][1])
        return True
