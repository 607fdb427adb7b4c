"""Filters of a list as chips: one value of each, in the address."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bansou.vocabulary import terms

Chosen = dict[str, str]
Choices = list[tuple[str, Any]]


def chosen_of(params: Mapping[str, str], known: Mapping[str, Collection[str]]) -> Chosen:
    """Filter → value of an address, as far as they exist."""
    return {name: value for name, codes in known.items() if (value := params.get(name, "")) in codes}


def links(url: str, name: str, choices: Choices, chosen: Chosen) -> list[tuple[Any, str, bool]]:
    """(label, address, is it on) of the filter `name` of the list at `url`; the first one takes it off."""
    others = {key: value for key, value in chosen.items() if key != name}
    return [
        (label, _address(url, {**others, name: code} if code else others), chosen.get(name, "") == code)
        for code, label in [("", _("All")), *choices]
    ]


def _address(url: str, query: Chosen) -> str:
    return f"{url}?{urlencode(query)}" if query else url


def step_choices() -> Choices:
    """The steps with their numbers."""
    return [(term.code, f"{term.code} {term.short}") for term in terms.offered("step")]
