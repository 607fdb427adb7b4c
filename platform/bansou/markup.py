"""Markup that depends on a few codes and the language only: icons, shapes, tags, states. Cached: pages repeat it."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache, wraps
from html import escape
from typing import Any, ParamSpec

from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

CURRENT = mark_safe(' aria-current="true"')

P = ParamSpec("P")
STATES = {  # code → (look, icon)
    "draft": ("off", "pen"),
    "submitted": ("go", "clock"),
    "privacy_check": ("go", "eye"),
    "content_check": ("go", "eye"),
    "returned": ("back", "back"),
    "published": ("ok", "check"),
    "needs_update": ("wait", "date"),
    "withdrawn": ("off", "lock"),
    "ongoing": ("off", "loop"),
    "pending_account": ("wait", "clock"),
}
RELATIONS = {"supports": "good", "contradicts": "failure", "limits": "ongoing"}
GRADES = {"A": 4, "B": 3, "C": 2, "D": 1}
SHAPES = {"good", "failure", "ongoing", "knowhow", "question"}


def per_language(function: Callable[P, SafeString]) -> Callable[P, SafeString]:
    """Cache markup that depends only on the arguments and the language."""

    @lru_cache(maxsize=2048)
    def cached(_language: str | None, *args: Any, **kwargs: Any) -> SafeString:
        return function(*args, **kwargs)

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> SafeString:
        return cached(get_language(), *args, **kwargs)  # type: ignore[arg-type]

    return wrapper


@cache
def _sprite() -> str:
    return static("icons.svg")


@cache
def icon(name: str) -> SafeString:
    """A line icon of static/icons.svg. It is hidden from screen readers: the words beside it carry the meaning."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', _sprite(), name)


@cache
def shape(kind: str) -> SafeString:
    """The shape of a kind: good (disc), failure (diamond), ongoing (ring), knowhow (sheet), question (bubble)."""
    markup = '<svg class="shape shape--{}" aria-hidden="true"><use href="{}#s-{}"/></svg>'
    return format_html(markup, kind, _sprite(), kind)


def outcome_label(code: str) -> str:
    """The name of a kind of case in the reader's language."""
    labels = {
        "good": pgettext("kind of case", "Good case"),
        "failure": pgettext("kind of case", "Failure case"),
        "ongoing": pgettext("kind of case", "In progress"),
    }
    return labels.get(code, code)


@per_language
def outcome_tag(code: str, label: str = "") -> SafeString:
    """The tag of a kind of case: good, failure or ongoing; colour, shape, line and words together."""
    return format_html('<span class="tag tag--{}">{}{}</span>', code, shape(code), label or outcome_label(code))


@per_language
def tag(label: str, icon_name: str = "") -> SafeString:
    """A plain tag. `icon_name` is an icon, or knowhow / question for their shapes."""
    mark = shape(icon_name) if icon_name in SHAPES else icon(icon_name) if icon_name else ""
    return format_html('<span class="tag{}">{}{}</span>', "" if mark else " tag--plain", mark, label)


@per_language
def relation_tag(relation: str) -> SafeString:
    """How a case bears on a know-how article: supports, contradicts or limits."""
    labels = {
        "supports": pgettext("evidence", "Supports"),
        "contradicts": pgettext("evidence", "Contradicts"),
        "limits": pgettext("evidence", "Limits"),
    }
    return outcome_tag(RELATIONS.get(relation, "ongoing"), labels.get(relation, relation))


@per_language
def visibility_tag(code: str) -> SafeString:
    """Who may read it: public, members or organisation."""
    labels = {
        "public": pgettext("visibility", "Anyone"),
        "members": pgettext("visibility", "Members only"),
        "organisation": pgettext("visibility", "Own organisation only"),
    }
    return tag(labels.get(code, code), "globe" if code == "public" else "lock")


def state_label(code: str) -> str:
    """A state of a case or an account in words."""
    labels = {
        "draft": pgettext("state", "Draft"),
        "submitted": pgettext("state", "Submitted (waiting for a check)"),
        "privacy_check": pgettext("state", "Anonymity and consent being checked"),
        "content_check": pgettext("state", "Content being checked"),
        "returned": pgettext("state", "Changes asked for"),
        "published": pgettext("state", "Published"),
        "needs_update": pgettext("state", "Update asked for"),
        "withdrawn": pgettext("state", "No longer published"),
        "ongoing": pgettext("state", "In progress"),
        "pending_account": pgettext("state", "Waiting for approval"),
    }
    return labels.get(code, code)


@per_language
def state_tag(code: str, label: str = "") -> SafeString:
    """A state with its icon; `label` replaces the standard words."""
    look, icon_name = STATES.get(code, ("off", "info"))
    return format_html('<span class="state state--{}">{}{}</span>', look, icon(icon_name), label or state_label(code))


def _grade_words(grade: str) -> str:
    words = {
        "A": pgettext("grade", "Well supported"),
        "B": pgettext("grade", "Mostly supported"),
        "C": pgettext("grade", "Little support yet"),
        "D": pgettext("grade", "Hardly supported"),
    }
    return words.get(grade) or pgettext("grade", "Not graded yet")


@per_language
def grade_mark(grade: str) -> SafeString:
    """How well a know-how article is supported, A to D: letter, bars and words."""
    count = GRADES.get(grade, 0)
    bars = mark_safe('<i class="on"></i>' * count + "<i></i>" * (4 - count))
    markup = '<span class="grade"><b>{}</b><span class="grade__bars" aria-hidden="true">{}</span><span>{}</span></span>'
    return format_html(markup, grade if count else "–", bars, _grade_words(grade))


def day(when: date | datetime | None) -> SafeString:
    """A day as the reader's language writes it; of a moment, the day that it was here; nothing when there is none."""
    if not when:
        return SafeString("")
    return _day(timezone.localdate(when) if isinstance(when, datetime) else when)


@per_language
def _day(on: date) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), date_format(on))


def mask(what: str = "") -> SafeString:
    """A place where something was made anonymous; never an empty space."""
    text = gettext("Anonymised: %(what)s") % {"what": what} if what else gettext("Anonymised")
    return format_html('<span class="mask">〔{}〕</span>', text)


def facet(
    scheme: str,
    code: str,
    label: str,
    count: int | None,
    url: str,
    selected: bool = False,
    excluded: bool = False,
    exclude_url: str = "",
    sub: bool = False,
    also: str = "",
    language: str | None = None,
) -> SafeString:
    """One value of a facet as a link. Nothing to find and not chosen: it stays visible, without a link.

    `count` None: nobody counted. `also`: other words by which the value is found in a long list. A page has hundreds of
    these: the texts are escaped once each and put together by hand, and the active `language` can be asked for beforehand.
    """
    language = language or get_language()
    item, data, what, leave_out, take_back = _facet_parts(scheme, code, label, sub, also, language)
    if count == 0 and not selected and not excluded:
        return SafeString(
            f'{item} facet--zero"><span class="facet__on" {data} data-count="0">'
            f'<span class="facet__what">{what}</span><span class="facet__n">0</span></span></li>'
        )
    number, counted = ("", "") if count is None else (int(count), f' data-count="{int(count)}"')
    more = ""
    if exclude_url:
        more = (
            f'<a class="facet__not" href="{escape(exclude_url)}" rel="nofollow"{CURRENT if excluded else ""}>'
            f'{icon("minus")}<span class="vh">{take_back if excluded else leave_out}</span></a>'
        )
    spoken = _facet_spoken(language, bool(selected), bool(excluded))
    return SafeString(
        f'{item}{" facet--excluded" if excluded else ""}">'
        f'<a class="facet__on" href="{escape(url)}" rel="nofollow" {data}{counted}{CURRENT if selected else ""}>'
        f'<span class="facet__what">{what}</span><span class="facet__n">{number}'
        f'<span class="vh"> {spoken}</span></span></a>{more}</li>'
    )


@lru_cache(maxsize=4096)
def _facet_parts(
    scheme: str, code: str, label: str, sub: bool, also: str, _language: str | None
) -> tuple[str, str, str, str, str]:
    """What is the same on every page: start of the item, its data, the label, and the words for leaving out."""
    what = escape(label)
    found = f' data-also="{escape(also)}"' if also else ""
    return (
        f'<li{found} class="facet{" facet--sub" if sub else ""}',
        f'data-facet="{escape(scheme)}" data-code="{escape(code)}"',
        what,
        gettext("Leave out %(label)s") % {"label": what},
        gettext("Take %(label)s back in") % {"label": what},
    )


@lru_cache
def _facet_spoken(_language: str | None, selected: bool, excluded: bool) -> str:
    if excluded:
        return gettext("cases, left out")
    return gettext("cases, chosen") if selected else gettext("cases")
