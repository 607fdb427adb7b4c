"""Tags of search."""

from django import template

from search.saved.news import DATED
from search.saved.words import proposed_name
from search.state import SearchState

register = template.Library()


@register.simple_tag
def search_name(state: SearchState) -> str:
    """A search in words; '' when nothing is asked for."""
    return proposed_name(state) if state.q or state.has_filters else ""


@register.simple_tag
def is_dated(state: SearchState) -> bool:
    """Can there be something new among these results?"""
    return state.kind in DATED
