"""Tags of talk for pages of the apps below."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def threads_about(case: Any = None) -> str:
    """Threads about a case."""
    return ""
