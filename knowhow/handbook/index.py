"""The index: words of the field and the articles in which they stand, in the order of their reading."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from bansou.vocabulary import terms
from knowhow.handbook.readings import reading_of

Values = dict[str, Any]
SCHEMES = (
    "technique", "tool", "pitfall", "wall", "theme", "element", "bridge", "situation", "environment",
    "surface_issue", "flow_document", "cause", "consequence", "self_reliance", "review_area",
)  # fmt: skip
SHORTEST = 2  # characters of a word that is looked for in texts
ROWS = "あかさたなはまやらわ"  # heads of the index
FULL_SIZE = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
OTHER_HEAD = "英数字・記号"
EVERYTHING_ELSE = "other"  # the code of the last term of a scheme says nothing by itself


def index_of(articles: Iterable[Values]) -> list[Values]:
    """Groups by the first kana, each with its terms and the numbers of their articles."""
    found: dict[str, list[str]] = {}
    for article in articles:
        text = "\n".join(_words_of(article))
        for term, forms in _terms():
            if any(form in text for form in forms):
                found.setdefault(term, []).append(article["number"])
    entries = sorted((_entry(term, numbers) for term, numbers in found.items()), key=lambda entry: entry["reading"])
    return [{"head": head, "entries": list(group)} for head, group in groupby(entries, lambda e: head_of(e["reading"]))]


def _entry(term: str, numbers: list[str]) -> Values:
    return {"term": term, "reading": reading_of(term), "articles": numbers}


def _terms() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(the term, the ways in which it is written)."""
    seen: set[str] = set()
    for scheme in SCHEMES:
        for info in terms.offered(scheme):
            if info.code != EVERYTHING_ELSE and info.label not in seen:
                seen.add(info.label)
                yield info.label, tuple(form for form in (info.label, info.short, *info.alt_labels) if _is_long(form))


def _is_long(form: str) -> bool:
    return len(form) >= SHORTEST


def _words_of(article: Values) -> Iterator[str]:
    yield from (article["claim"], article["situation"])
    for section in article["sections"]:
        for texts in section.values():
            if isinstance(texts, list):
                yield from (text["text"] if isinstance(text, dict) else text for text in texts)


def head_of(reading: str) -> str:
    """The row of the first kana: 「か」 for 「ぎ」."""
    first = unicodedata.normalize("NFD", reading[:1])[:1].translate(FULL_SIZE)
    return max(head for head in ROWS if head <= first) if "あ" <= first <= "ん" else OTHER_HEAD
