"""The search engine that the environment names."""

import re
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from bansou import env

EMBEDDED, ELASTICSEARCH = "embedded", "elasticsearch"
PORT = 9200


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
    addresses = [_address(text) for text in env.words("BANSOU_ELASTICSEARCH_URL")]
    if not addresses:
        return {}
    return {
        "urls": tuple(f"{at.scheme}://{at.hostname}:{at.port or PORT}{at.path.rstrip('/')}" for at in addresses),
        "prefix": _prefix(),
        "timeout": env.integer("BANSOU_ELASTICSEARCH_TIMEOUT_MS", 1500, least=50) / 1000,
        "shards": env.integer("BANSOU_ELASTICSEARCH_SHARDS", 1, least=1),
        "replicas": env.integer("BANSOU_ELASTICSEARCH_REPLICAS", 0, least=0),
        **_identity(addresses),
    }


def _address(text: str) -> SplitResult:
    with suppress(ValueError):  # a port that is no number
        found = urlsplit(text)
        if found.scheme in ("http", "https") and found.hostname and (found.port or PORT):
            return found
    raise ImproperlyConfigured("BANSOU_ELASTICSEARCH_URL must look like https://user:password@host:9200.")


def _identity(addresses: list[SplitResult]) -> dict[str, str]:
    """Who we are to the cluster, and how we know that it is the cluster."""
    user, password = addresses[0].username or "", addresses[0].password or ""
    api_key, ca = env.text("BANSOU_ELASTICSEARCH_API_KEY"), env.text("BANSOU_ELASTICSEARCH_CA")
    if user and api_key:
        raise ImproperlyConfigured(
            "BANSOU_ELASTICSEARCH_API_KEY and a user in BANSOU_ELASTICSEARCH_URL contradict each other; use one of them."
        )
    if ca and any(address.scheme != "https" for address in addresses):
        raise ImproperlyConfigured("BANSOU_ELASTICSEARCH_CA needs addresses with https:// in BANSOU_ELASTICSEARCH_URL.")
    return {"user": unquote(user), "password": unquote(password), "api_key": api_key, "ca": ca}


def _prefix() -> str:
    prefix = env.text("BANSOU_ELASTICSEARCH_PREFIX", "bansou")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,99}", prefix):
        raise ImproperlyConfigured("BANSOU_ELASTICSEARCH_PREFIX may hold small letters, digits and hyphens only.")
    return prefix
