"""The facets of the search page, declared. docs/howto/add-a-facet.md lists what else to touch."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import FACET_SCHEMES
from search.documents import FISCAL_YEAR, PLACE, TAG
from search.readings import reading

TAGS = 40  # the most frequent ones
SHOWN = 12  # values shown at once; more on demand
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # in no tag; a line of one's own in a mail about a search
FIRST_YEAR, LAST_YEAR = 1989, 2099  # 平成元年; nobody looks for other years


@dataclass(frozen=True)
class Facet:
    """One group of filters.

    `params`: its names in the address (`region` and `prefecture` are one group); `open`: unfolded at first;
    `by_count`: order by count instead of the vocabulary's order; `ranged`: a first and a last value may be asked for;
    `kinds`: the tabs that have it.
    """

    code: str
    label: Any
    params: tuple[str, ...]
    open: bool = False
    by_count: bool = False
    ranged: bool = False
    kinds: tuple[str, ...] = ("case",)

    def param_of(self, code: str) -> str:
        """The name in the address for a value."""
        if self.code == PLACE:
            return "region" if code.startswith("b-") else "prefecture"
        return self.params[0]


OPEN = {"outcome", "company_size", PLACE}
ALL_KINDS = {
    "step": ("case", "knowhow", "thread", "person", "page"),
    "pitfall": ("case", "knowhow"),
    **dict.fromkeys(("industry", "theme", "supporter_type"), ("case", "person")),
}


def _facets() -> list[Facet]:
    found = []
    for scheme in FACET_SCHEMES:
        if scheme.code == "prefecture":
            continue
        if scheme.code == "region":
            found.append(Facet(PLACE, scheme.label, ("region", "prefecture"), open=True, kinds=("case", "person")))
        else:
            kinds = ALL_KINDS.get(scheme.code, ("case",))
            found.append(Facet(scheme.code, scheme.label, (scheme.code,), scheme.code in OPEN, kinds=kinds))
    tag = Facet(TAG, _("Tags"), (TAG,), by_count=True)
    year = Facet(FISCAL_YEAR, _("Fiscal year"), (FISCAL_YEAR,), ranged=True)
    return [*found, tag, year]


FACETS = _facets()
FACET = {facet.code: facet for facet in FACETS}
PARAM = {param: facet for facet in FACETS for param in facet.params}
NAMES = [facet.code for facet in FACETS]


def fiscal_year_label(year: str) -> str:
    """「令和7（2025）年度」."""
    number = int(year)
    era, first = ("令和", 2018) if number >= 2019 else ("平成", 1988)
    return f"{era}{'元' if number - first == 1 else number - first}（{number}）年度"


def label_of(facet: str, code: str) -> str:
    """A value in words."""
    if facet == PLACE:
        return terms.short("region" if code.startswith("b-") else "prefecture", code)
    if facet == TAG:
        return code
    if facet == FISCAL_YEAR:
        return fiscal_year_label(code)
    return terms.short(facet, code)


def value_of(facet: str, text: str) -> str:
    """The code that a text in an address stands for, '' for none. Merged terms are followed, so old addresses work."""
    if facet == TAG:
        return text if len(text) <= 40 and not _CONTROL.search(text) else ""
    if facet == FISCAL_YEAR:
        return text if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR else ""
    schemes = ("region", "prefecture") if facet == PLACE else (facet,)
    return next((term.code for scheme in schemes if (term := terms.get(scheme, text))), "")


def ancestors(facet: str, code: str) -> list[str]:
    """Codes of the same facet that contain this one."""
    scheme = facet if facet != PLACE else ("region" if code.startswith("b-") else "prefecture")
    within = {"region", "prefecture"} if facet == PLACE else {facet}
    return [above for above_scheme, above in terms.ancestors(scheme, code) if above_scheme in within]


def ordered_codes(
    facet: Facet, counts: Mapping[str, int], chosen: Collection[str], by_count: bool = False
) -> list[tuple[str, bool]]:
    """(code, is a sub-value) of all values to show, in order. Zero ones stay: a vocabulary does not change under a
    reader; tags and years are only those that occur. Prefectures stand under their region once that is in use."""
    if facet.code == TAG:
        top = sorted(counts, key=lambda code: (-counts[code], code))[:TAGS]
        codes = list(dict.fromkeys([*sorted(chosen), *top]))
        return [(code, False) for code in (codes if by_count else sorted(codes))]
    if facet.code == FISCAL_YEAR:
        return [(code, False) for code in sorted({*counts, *chosen}, reverse=True)]
    return _tree("region" if facet.code == PLACE else facet.code, counts, chosen, by_count)


def folded_codes(facet: Facet, counts: Mapping[str, int], shown: Collection[str], by_count: bool) -> list[str]:
    """Prefectures that stand under no region now, to be chosen straight away."""
    if facet.code != PLACE:
        return []
    codes = [term.code for term in terms.scheme("prefecture").values() if term.code not in shown and _offered(term)]
    return sorted(codes, key=lambda code: -counts.get(code, 0)) if by_count else codes


def terms_of(facet: str) -> list[terms.TermInfo]:
    """The terms that are offered as values of a facet."""
    schemes = ("region", "prefecture") if facet == PLACE else (facet,)
    return [term for scheme in schemes for term in terms.scheme(scheme).values() if _offered(term)]


@lru_cache(maxsize=4096)
def named(facet: str, code: str, _version: int) -> tuple[str, str]:
    """(a value in words, its other names and how it is read). `_version`: of the vocabulary."""
    schemes = ("region", "prefecture") if facet == PLACE else (facet,)
    term = next((term for scheme in schemes if (term := terms.get(scheme, code))), None)
    label = label_of(facet, code)
    return label, " ".join([term.label, *term.alt_labels, reading(term.label)] if term else [reading(label)])


def _offered(term: terms.TermInfo) -> bool:
    return term.active and not term.merged_into


def _tree(scheme: str, counts: Mapping[str, int], chosen: Collection[str], by_count: bool) -> list[tuple[str, bool]]:
    def ordered(found: Iterable[terms.TermInfo]) -> list[terms.TermInfo]:
        kept = [term for term in found if _offered(term) or counts.get(term.code) or term.code in chosen]
        return sorted(kept, key=lambda term: -counts.get(term.code, 0)) if by_count else kept

    found: list[tuple[str, bool]] = []
    for term in ordered(t for t in terms.scheme(scheme).values() if not (t.parent and t.parent_scheme == scheme)):
        below = terms.children(scheme, term.code)
        found.append((term.code, False))
        if scheme != "region" or term.code in chosen or any(child.code in chosen for child in below):
            found += [(child.code, True) for child in ordered(below)]
    return found
