"""Tags of know-how for pages of the apps below."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def evidence_for(case: Any) -> str:
    """Articles that rest on the case."""
    return ""


@register.simple_tag
def used_knowhow(case: Any) -> str:
    """Articles that the case made use of."""
    return ""
