"""The search engine that the environment names."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from bansou import env

EMBEDDED, ELASTICSEARCH = "embedded", "elasticsearch"


def search_engine(database: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """(name, options of Elasticsearch). An address alone chooses Elasticsearch; nothing set, the embedded engine on
    SQLite. Contradictions stop the start."""
    options = elasticsearch_options()
    name = env.text("BANSOU_SEARCH_ENGINE") or (ELASTICSEARCH if options else EMBEDDED)
    if name not in (EMBEDDED, ELASTICSEARCH):
        raise ImproperlyConfigured(f"BANSOU_SEARCH_ENGINE is '{name}'; write {EMBEDDED} or {ELASTICSEARCH}.")
    if name == ELASTICSEARCH and not options:
        raise ImproperlyConfigured("BANSOU_SEARCH_ENGINE=elasticsearch needs BANSOU_ELASTICSEARCH_URL.")
    if name == EMBEDDED and options:
        raise ImproperlyConfigured(
            "BANSOU_SEARCH_ENGINE=embedded and BANSOU_ELASTICSEARCH_URL contradict each other; set only one of them."
        )
    if not env.text("BANSOU_SEARCH_ENGINE") and not options and "postgresql" in database["ENGINE"]:
        raise ImproperlyConfigured(
            "With PostgreSQL search needs Elasticsearch: set BANSOU_ELASTICSEARCH_URL "
            "(or, for some hundred cases at most, BANSOU_SEARCH_ENGINE=embedded)."
        )
    return name, options


def elasticsearch_options() -> dict[str, Any]:
    """What `search.engines.elasticsearch.Options` takes; empty when no address is set."""
    addresses = env.words("BANSOU_ELASTICSEARCH_URL")
    if not addresses:
        return {}
    parts = [urlsplit(address) for address in addresses]
    if any(part.scheme not in ("http", "https") or not part.hostname for part in parts):
        raise ImproperlyConfigured("BANSOU_ELASTICSEARCH_URL must look like https://user:password@host:9200.")
    user, password = unquote(parts[0].username or ""), unquote(parts[0].password or "")
    api_key, ca = env.text("BANSOU_ELASTICSEARCH_API_KEY"), env.text("BANSOU_ELASTICSEARCH_CA")
    if user and api_key:
        raise ImproperlyConfigured(
            "BANSOU_ELASTICSEARCH_API_KEY and a user in BANSOU_ELASTICSEARCH_URL contradict each other; use one of them."
        )
    if ca and any(part.scheme != "https" for part in parts):
        raise ImproperlyConfigured(
            "BANSOU_ELASTICSEARCH_CA is set, but BANSOU_ELASTICSEARCH_URL does not begin with https://."
        )
    return {
        "urls": tuple(f"{part.scheme}://{part.hostname}:{part.port or 9200}{part.path.rstrip('/')}" for part in parts),
        "prefix": env.text("BANSOU_ELASTICSEARCH_PREFIX", "bansou"),
        "user": user,
        "password": password,
        "api_key": api_key,
        "ca": ca,
        "timeout": env.integer("BANSOU_ELASTICSEARCH_TIMEOUT_MS", 1500) / 1000,
        "shards": env.integer("BANSOU_ELASTICSEARCH_SHARDS", 1),
        "replicas": env.integer("BANSOU_ELASTICSEARCH_REPLICAS", 0),
    }
