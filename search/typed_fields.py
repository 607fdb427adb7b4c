"""Fields typed into the search box: 「補助金 種別:失敗事例 -tag:見積り」 → the words and the chosen values.

A name is that of the address (`step`) or the Japanese one of the facet, the colon may be full-width; a value is a code
or a label, in quotes when it holds a blank. What is no field stays text: nothing here is an error.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from django.utils import translation

from bansou.vocabulary import terms
from search.documents import FISCAL_YEAR, PLACE, TAG
from search.facets import FACET, FACETS, PARAM, Facet, value_of
from search.query import BAR, MINUS, QUOTES

NAME_CHARACTERS = 20
CONTAINED = 2  # characters from which a part of a label is enough, when only one label holds it
# Shorter than the labels on the screen; those are names too.
SHORT_NAMES = {
    "ステップ": "step",
    "規模": "company_size",
    "従業員": "employee_band",
    "都道府県": "place",
    "壁": "wall",
    "テーマ": "theme",
    "支援者": "supporter_type",
    "ツール": "tool",
}
_OR = rf"(?:OR|ＯＲ|または|[{BAR}])"
# An OR beside a field is swallowed: values of one facet are alternatives anyway.
_PIECE = re.compile(
    rf"(?<!\S)[{MINUS}]?[{QUOTES}][^{QUOTES}]*[{QUOTES}]"  # a phrase: nothing in it is a field
    rf"|(?<!\S)(?:{_OR}\s+)?(?P<minus>[{MINUS}])?(?P<name>[^\s:：{QUOTES}]{{1,{NAME_CHARACTERS}}})[:：]"
    rf"(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]|(?P<value>[^\s{QUOTES}]+))(?!\S)(?:\s+{_OR}(?!\S))?"
)
_YEAR = re.compile(r"(?:(?P<era>令和|平成|r|h)(?P<number>元|\d{1,2})|(?P<year>\d{4}))年?度?")
_DASHES = str.maketrans(dict.fromkeys("~〜～–—−‐", "-"))


def extract(text: str) -> tuple[str, list[tuple[Facet, str, bool]]]:
    """The text without its fields, and the (facet, code, is excluded) of those, in the order typed."""
    rest: list[str] = []
    chosen: list[tuple[Facet, str, bool]] = []
    at = 0
    for match in _PIECE.finditer(text):
        facet = names().get(plain(match["name"])) if match["name"] else None
        code = code_of(facet, match["quoted"] or match["value"] or "") if facet else ""
        if facet and code:
            chosen.append((facet, code, bool(match["minus"])))
            rest.append(text[at : match.start()])
            at = match.end()
    return " ".join(" ".join([*rest, text[at:]]).split()), chosen


def plain(text: str) -> str:
    """Without differences that nobody means: width, case, blanks, the form of dashes."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().translate(_DASHES).split())


@cache
def names() -> dict[str, Facet]:
    """What a facet may be called, plain → facet."""
    with translation.override("ja"):
        labels = {plain(str(facet.label)): facet for facet in FACETS}
    short = {plain(name): FACET[code] for name, code in SHORT_NAMES.items()}
    return {**labels, **short, **{plain(param): facet for param, facet in PARAM.items()}}


def code_of(facet: Facet, text: str) -> str:
    """The code that a typed value stands for, '' for none."""
    normal = " ".join(unicodedata.normalize("NFKC", text).split())
    if facet.code == TAG:
        return value_of(TAG, normal)
    if facet.code == FISCAL_YEAR:
        return value_of(FISCAL_YEAR, _year(normal))
    codes = (value_of(facet.code, form) for form in (normal, normal.lower(), normal.upper()))
    return next(filter(None, codes), "") or _by_label(facet, plain(text))


def _by_label(facet: Facet, wanted: str) -> str:
    """The value of which that is a name, or the only one whose name holds it."""
    labels = [(plain(name), code) for name, code in _labels(facet)]
    exact = next((code for name, code in labels if name == wanted), "")
    holding = {code for name, code in labels if wanted in name} if len(wanted) >= CONTAINED else set()
    return exact or (holding.pop() if len(holding) == 1 else "")


def _labels(facet: Facet) -> Iterator[tuple[str, str]]:
    """(name, code) of the terms of a facet: label, short label, other names."""
    for scheme in ("region", "prefecture") if facet.code == PLACE else (facet.code,):
        for term in terms.scheme(scheme).values():
            for name in (term.label, term.short, *term.alt_labels):
                yield name, terms.resolve(scheme, term.code)


def _year(text: str) -> str:
    """The fiscal year in either count: 2024, 2024年度, 令和6年度, R6."""
    match = _YEAR.fullmatch(plain(text))
    if not match:
        return ""
    if match["year"]:
        return match["year"]
    first, last = (2018, 99) if match["era"] in ("令和", "r") else (1988, 31)
    number = 1 if match["number"] == "元" else int(match["number"])
    return str(first + number) if 0 < number <= last else ""
