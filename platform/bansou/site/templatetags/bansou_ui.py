"""Small pieces of markup that a page repeats many times, as tags that cost microseconds (a builtin library: no `load`).

Larger components are templates in `templates/components/`.
"""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bansou.markup import (
    day,
    facet,
    grade_mark,
    icon,
    mask,
    outcome_tag,
    relation_tag,
    shape,
    state_tag,
    tag,
    visibility_tag,
)
from bansou.site.ribbon import step_mini, step_name, step_ribbon

register = template.Library()
for function in (day, facet, icon, shape, outcome_tag, tag, relation_tag, visibility_tag, state_tag, grade_mark, mask):
    register.simple_tag(function)
for step_tag in (step_name, step_mini, step_ribbon):
    register.simple_tag(step_tag)

WRITING = ("/edit/", "/conflict/", "/submit", "/suitability/")
SECTIONS = {
    "/cases/write/": "write",
    "/me/cases/": "write",
    "/cases/": "search",
    "/search/from-case/": "fromcase",
    "/search/": "search",
    "/knowhow/": "knowhow",
    "/steps/": "steps",
    "/community/": "community",
    "/threads/": "community",
}


@register.simple_tag
def meta(icon_name: str, text: str) -> SafeString:
    """One fact of a `<p class="meta">` line."""
    return format_html("<span>{}{}</span>", icon(icon_name), text)


@register.simple_tag
def nav_section(path: str) -> str:
    """Which entry of the menu a path belongs to: search, fromcase, knowhow, steps, community, write or ''."""
    if str(path).startswith("/cases/") and any(part in path for part in WRITING):
        return "write"
    return next((name for start, name in SECTIONS.items() if str(path).startswith(start)), "")


@register.inclusion_tag("components/_field.html")
def field(
    bound: BoundField, example: str = "", help: str = "", mark: str | None = None, count: int = 0, columns: bool = False
) -> dict[str, Any]:
    """A whole form field. What is not given comes from the form field: `help_text`, `.example`, `.mark`, `.max_length`.

    `mark` is "required", "optional" or "" (no mark). A limit is counted and said, never enforced while typing: nothing
    that was pasted may be cut off.
    """
    group = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
    limit = 0 if group else count or getattr(bound.field, "max_length", None) or 0
    there = {"error": bound.errors, "help": help or bound.help_text, "count": limit}
    described = " ".join(f"{bound.auto_id}_{part}" for part, value in there.items() if value)
    attrs: dict[str, Any] = {"maxlength": False}
    if described and not group:
        attrs["aria-describedby"] = described
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "described": described,
        "group": group,
        "single": isinstance(bound.field.widget, CheckboxInput),
        "columns": columns,
        "help": there["help"],
        "example": example or getattr(bound.field, "example", ""),
        "mark": _mark(bound) if mark is None else mark,
        "limit": limit,
        "now": len(str(bound.value() or "").replace("\r\n", "\n")),
    }


def _mark(bound: BoundField) -> str:
    return getattr(bound.field, "mark", "required" if bound.field.required else "optional")
