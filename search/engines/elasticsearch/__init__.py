"""The Elasticsearch engine."""

from search.engines.elasticsearch.connection import Options
from search.engines.elasticsearch.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine", "Options"]
