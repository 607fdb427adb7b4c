"""The filters beside the results: groups of values, the range of years, the chips of what is chosen."""

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from bansou.markup import facet as facet_item
from bansou.vocabulary import terms
from search.engines.base import Results
from search.facets import FACETS, PLACE, SHOWN, Facet, folded_codes, label_of, named, ordered_codes
from search.state import FROM, TO, SearchState

Counts = dict[str, int]
Group = dict[str, Any]


def facet_groups(state: SearchState, results: Results) -> list[Group]:
    """The groups that fit the kind, without those that have nothing to offer."""
    fitting = (facet for facet in FACETS if state.kind in facet.kinds)
    return [group for facet in fitting if (group := facet_group(facet, state, results))]


def facet_group(facet: Facet, state: SearchState, results: Results) -> Group | None:
    """One group as HTML items, the first ones shown, the rest on demand; None when there is nothing."""
    found = results.facets.get(facet.code, {})  # whatever range is asked for
    counts = {code: n if state.in_range(facet.code, code) else 0 for code, n in found.items()}
    chosen = {*state.selected.get(facet.code, ()), *state.excluded.get(facet.code, ())}
    by_count = facet.by_count != (facet.code in state.reordered)
    codes = ordered_codes(facet, counts, chosen, by_count)
    folded = folded_codes(facet, counts, [code for code, _sub in codes], by_count)
    if not codes and facet.code not in state.ranges:
        return None
    is_long = len(codes) + len(folded) > SHOWN
    items = _Items(facet, state, None if results.degraded else counts, is_long)
    shown = _shown(facet, codes, chosen)
    return {
        "code": facet.code,
        "title": facet.label,
        "values": items.html(codes[:shown]),
        "more_values": items.html([*codes[shown:], *((code, False) for code in folded)]),
        "more_label": _more_label(facet, len(codes) - shown),
        "chosen": len(chosen) + (facet.code in state.ranges),
        "open": facet.open or bool(chosen) or facet.code in state.ranges,
        "is_long": is_long,
        "by_count": by_count,
        "order_url": "" if results.degraded else state.other_order(facet.code).with_page(1),
        "range": range_form(facet, state, counts) if facet.ranged else None,
    }


def _shown(facet: Facet, codes: list[tuple[str, bool]], chosen: set[str]) -> int:
    """How many values are shown at once: down to the last chosen one, and all regions."""
    if facet.code == PLACE:
        return len(codes)
    return max([SHOWN, *(i + 1 for i, (code, _sub) in enumerate(codes) if code in chosen)])


def _more_label(facet: Facet, number: int) -> str:
    if facet.code == PLACE:
        return _("Choose a prefecture")
    return ngettext("%(number)s more", "%(number)s more", number) % {"number": number}


class _Items:
    """Makes the values of one facet: links that toggle them, and links that leave them out."""

    def __init__(self, facet: Facet, state: SearchState, counts: Counts | None, is_long: bool) -> None:
        self.facet, self.state, self.counts, self.is_long = facet, state, counts, is_long
        self.selected = set(state.selected.get(facet.code, ()))
        self.excluded = set(state.excluded.get(facet.code, ()))
        self.version, self.language = terms.version(), get_language()

    def html(self, codes: list[tuple[str, bool]]) -> SafeString:
        """The items of (code, is a sub-value) as one text."""
        return mark_safe("".join(self.item(code, sub) for code, sub in codes))

    def item(self, code: str, sub: bool) -> SafeString:
        """One value."""
        left_out = code in self.excluded
        label, also = named(self.facet.code, code, self.version)
        param = self.facet.param_of(code)
        url, exclude_url = self.urls(param, code, left_out)
        count = None if self.counts is None else self.counts.get(code, 0)
        words = also if self.is_long else ""
        chosen = code in self.selected
        return facet_item(param, code, label, count, url, chosen, left_out, exclude_url, sub, words, self.language)

    def urls(self, param: str, code: str, left_out: bool) -> tuple[str, str]:
        """Where a press leads, and where leaving it out does. Most values are not chosen: theirs is put together here."""
        if left_out or code in self.selected:
            toggled = self.state.toggled
            return toggled(self.facet.code, code, left_out), toggled(self.facet.code, code, excluded=True)
        pair = _pair(param, code)
        return f"{self.state.open_address}{pair}", f"{self.state.open_address}not.{pair}"


@lru_cache(maxsize=4096)
def _pair(param: str, code: str) -> str:
    """A value as it stands in an address; every page has the same hundreds."""
    return f"{param}={quote(code)}"


# --- A range of years ---------------------------------------------------------------------------------------------------
def range_form(facet: Facet, state: SearchState, counts: Counts) -> dict[str, Any]:
    """The form that asks for a first and a last value of a facet, out of all between those that occur."""
    chosen = state.ranges.get(facet.code, ("", ""))
    found = [int(code) for code in {*counts, *chosen} if code]
    years = [str(year) for year in range(max(found, default=0), min(found, default=1) - 1, -1)]
    names = (facet.code + FROM, facet.code + TO)
    labels = (pgettext("first year", "From"), pgettext("last year", "To"))
    ends = zip(names, labels, (_("the first"), _("the last")), chosen, strict=True)
    return {
        "action": reverse("search"),
        "hidden": state.form_fields(*names),
        "ends": [
            {
                "name": name,
                "label": label,
                "any": any_,
                "options": [(year, label_of(facet.code, year), year == code) for year in years],
            }
            for name, label, any_, code in ends
        ],
    }


def range_label(facet: str, first: str, last: str) -> str:
    """A range in words."""
    words = {"first": first and label_of(facet, first), "last": last and label_of(facet, last)}
    if first == last:
        return words["first"]
    if not last:
        return _("%(first)s or later") % words
    return (_("%(first)s to %(last)s") if first else _("%(last)s or earlier")) % words


# --- What is chosen ---------------------------------------------------------------------------------------------------
def chips(state: SearchState) -> list[dict[str, Any]]:
    """Chosen values and ranges, each with the address that takes it off."""
    values = [
        {"label": label_of(facet, code), "url": state.toggled(facet, code, excluded), "excluded": excluded}
        for facet, code, excluded in state.chosen()
    ]
    ranges = [
        {"label": range_label(facet, *ends), "url": state.without_range(facet).with_page(1), "excluded": False}
        for facet, ends in state.ranges.items()
    ]
    return [*values, *ranges]


def ribbon(state: SearchState, results: Results) -> dict[str, Any]:
    """The seven steps as filters with counts."""
    steps = [str(number) for number in range(1, 8)]
    counts = results.facets.get("step", {})
    return {
        "links": {step: state.toggled("step", step) for step in steps},
        "counts": {} if results.degraded else {step: counts.get(step, 0) for step in steps},
        "selected": list(state.selected.get("step", ())),
    }
