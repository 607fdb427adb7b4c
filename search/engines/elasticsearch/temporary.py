"""An Elasticsearch index of its own: for measuring, never for the site."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from search.engines.elasticsearch.connection import Options
from search.engines.elasticsearch.engine import ElasticsearchEngine

PATIENCE = 60.0


@contextmanager
def temporary_engine(options: Options) -> Iterator[ElasticsearchEngine]:
    """A new, empty engine on the same cluster; its index is deleted afterwards."""
    engine = ElasticsearchEngine(replace(options, prefix=f"{options.prefix}-temporary-{os.getpid()}", timeout=PATIENCE))
    engine.reset()
    try:
        yield engine
    finally:
        engine.indices.delete_all()
