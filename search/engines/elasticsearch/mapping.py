"""How an index is made: fields, analysis, ranking."""

from importlib.metadata import version
from typing import Any

from search.engines.analysed import ANALYSIS
from search.engines.base import DISCUSSED, HELPFUL, NEW
from search.engines.elasticsearch.connection import Options
from search.ranking import K1, B

# Count this up when the index is made another way: rebuild_index then starts a new one.
MAPPING = 2
SORT_NAMES = (NEW, HELPFUL, DISCUSSED)
# Lucene takes terms of up to 32,766 bytes; a character has at most four.
LONGEST_CODE = 8_191

_STORED = {"type": "text", "index": False, "norms": False}
_KEYWORD = {"type": "keyword"}
_PROPERTIES: dict[str, Any] = {
    "alive": {"type": "boolean"},
    "dropped": {"type": "long"},  # when, in seconds; for `tidy`
    "kind": _KEYWORD | {"eager_global_ordinals": True},
    "id": _KEYWORD,
    "audience": _KEYWORD,
    "facets": {"type": "object", "dynamic": "true"},
    "sorts": {"properties": {name: {"type": "double"} for name in SORT_NAMES}},
    "tie": {"type": "long"},
    # Our own words, ready made. Characters in pairs come from the same text, so nothing is sent twice; blanks and all, as
    # taking them out first costs more than everything else of the pairs.
    "words": {
        "type": "text",
        "analyzer": "whitespace",
        "fields": {"bigrams": {"type": "text", "analyzer": "bigrams", "index_options": "freqs"}},
    },
    # Keys of the title for suggestions; short beginnings are looked up as words of their own.
    "title_keys": {
        "type": "text",
        "analyzer": "whitespace",
        "index_options": "docs",
        "norms": False,
        "index_prefixes": {"min_chars": 1, "max_chars": 5},
    },
    "title": _STORED,
    "spans": {"type": "binary"},
    "body": _STORED,
    "text": _STORED,
    "facts": _STORED,
}
_ANALYSIS = {
    "tokenizer": {"bigrams": {"type": "ngram", "min_gram": 2, "max_gram": 2}},
    "analyzer": {"bigrams": {"type": "custom", "tokenizer": "bigrams"}},
}


def meta() -> dict[str, Any]:
    """What an index is made with."""
    return {"mapping": MAPPING, "analysis": ANALYSIS, "dictionary": version("sudachidict-core")}


def is_current(made_with: dict[str, Any]) -> bool:
    """Is an index that was made with this as new as this version of the site? A newer one is: while a site is brought
    up to a new version, the workers of both must not take turns in building it."""
    wanted = meta()
    return made_with.keys() == wanted.keys() and tuple(made_with[name] for name in wanted) >= tuple(wanted.values())


def mappings() -> dict[str, Any]:
    """The fields. `strict`: a field that is not declared is a mistake; a facet is declared by its first code."""
    codes = _KEYWORD | {"ignore_above": LONGEST_CODE, "eager_global_ordinals": True}
    return {
        "dynamic": "strict",
        "_meta": meta(),
        "dynamic_templates": [{"codes": {"path_match": "facets.*", "mapping": codes}}],
        "properties": _PROPERTIES,
    }


def settings(options: Options) -> dict[str, Any]:
    """Settings of a new index."""
    return {
        "number_of_shards": options.shards,
        "number_of_replicas": options.replicas,
        # Said explicitly, so that a quiet site shows a change as soon as a busy one.
        "refresh_interval": "1s",
        "translog.durability": "request",
        # Deletions are kept as documents of their own.
        "gc_deletes": "0s",
        "similarity": {"default": {"type": "BM25", "k1": K1, "b": B}},
        "analysis": _ANALYSIS,
    }
