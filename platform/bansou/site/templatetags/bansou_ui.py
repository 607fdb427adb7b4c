"""Small pieces of markup that a page repeats many times, as tags that cost microseconds (a builtin library: no `load`).

Larger components are templates in `templates/components/`.
"""

from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from bansou.site.markup import (
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
from bansou.site.ribbon import CURRENT, step_mini, step_name, step_ribbon

register = template.Library()
for function in (icon, shape, outcome_tag, tag, relation_tag, visibility_tag, state_tag, grade_mark, mask):
    register.simple_tag(function)
for step_tag in (step_name, step_mini, step_ribbon):
    register.simple_tag(step_tag)

WRITING = ("/edit/", "/conflict/", "/submit", "/suitability/")
SECTIONS = {
    "/cases/write/": "write",
    "/me/cases/": "write",
    "/cases/": "search",
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
    """Which entry of the menu a path belongs to: search, knowhow, steps, community, write or ''."""
    if str(path).startswith("/cases/") and any(part in path for part in WRITING):
        return "write"
    return next((name for start, name in SECTIONS.items() if str(path).startswith(start)), "")


@register.simple_tag
def facet(
    scheme: str,
    code: str,
    label: str,
    count: int,
    url: str,
    selected: bool = False,
    excluded: bool = False,
    exclude_url: str = "",
    sub: bool = False,
) -> SafeString:
    """One value of a facet as a link. Nothing to find and not chosen: it stays visible, without a link.

    A page has hundreds of these: the texts are escaped once each and put together by hand.
    """
    what = escape(label)
    data = f'data-facet="{escape(scheme)}" data-code="{escape(code)}" data-count="{int(count)}"'
    look = "facet facet--sub" if sub else "facet"
    if not count and not selected and not excluded:
        return mark_safe(
            f'<li class="{look} facet--zero"><span class="facet__on" {data}>'
            f'<span class="facet__what">{what}</span><span class="facet__n">0</span></span></li>'
        )
    spoken, leave_out, take_back = _facet_words(get_language())
    more = ""
    if exclude_url:
        words = (take_back if excluded else leave_out) % {"label": what}
        more = (
            f'<a class="facet__not" href="{escape(exclude_url)}" rel="nofollow"{CURRENT if excluded else ""}>'
            f'{icon("minus")}<span class="vh">{words}</span></a>'
        )
    return mark_safe(
        f'<li class="{look}{" facet--excluded" if excluded else ""}">'
        f'<a class="facet__on" href="{escape(url)}" rel="nofollow" {data}{CURRENT if selected else ""}>'
        f'<span class="facet__what">{what}</span><span class="facet__n">{int(count)}'
        f'<span class="vh"> {spoken[bool(selected), bool(excluded)]}</span></span></a>{more}</li>'
    )


@lru_cache
def _facet_words(_language: str | None) -> tuple[dict[tuple[bool, bool], str], str, str]:
    chosen, left_out = gettext("cases, chosen"), gettext("cases, left out")
    spoken = {(False, False): gettext("cases"), (True, False): chosen, (False, True): left_out, (True, True): left_out}
    return spoken, gettext("Leave out %(label)s"), gettext("Take %(label)s back in")


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
