"""The conditions of a search in words."""

from typing import Any

from django.utils.translation import gettext as _

from search.facets import label_of
from search.filters import range_label
from search.kinds import kind_labels
from search.state import SearchState

NAME_LENGTH = 60


def conditions(state: SearchState) -> list[dict[str, Any]]:
    """The words and filters as {label, excluded}, the kind of results first when it is not cases."""
    found = [{"label": kind_labels()[state.kind], "excluded": False}] if state.kind != "case" else []
    found += [{"label": f"「{state.q}」", "excluded": False}] if state.q else []
    found += [{"label": label_of(facet, code), "excluded": excluded} for facet, code, excluded in state.chosen()]
    found += [{"label": range_label(facet, *ends), "excluded": False} for facet, ends in state.ranges.items()]
    return found or [{"label": _("All cases"), "excluded": False}]


def proposed_name(state: SearchState) -> str:
    """A name for the search: its words and filters."""
    words = [state.q] if state.q else []
    words += [
        (_("without %(what)s") % {"what": item["label"]}) if item["excluded"] else item["label"]
        for item in conditions(state)
        if not state.q or item["label"] != f"「{state.q}」"
    ]
    name = "・".join(words)
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
