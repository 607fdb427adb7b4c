"""The seven support steps as a small and a middle ribbon."""

from collections.abc import Collection, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bansou.markup import CURRENT, per_language
from bansou.vocabulary import terms

STEP_CODES = "1234567"


def step_name(code: str) -> str:
    """The short name of a support step."""
    return terms.short("step", str(code))


def step_mini(main: str, codes: Collection[str] = ()) -> SafeString:
    """Seven bars: the tall one is the main step, the middle ones are `codes`; the main step's name stands beside."""
    return _step_mini(str(main or ""), frozenset(map(str, codes or ())), terms.version())


@per_language
def _step_mini(main: str, codes: frozenset[str], _vocabulary_version: int) -> SafeString:
    kinds = ("m" if code == main else "r" if code in codes else "" for code in STEP_CODES)
    bars = mark_safe("".join(f'<i class="{kind}"></i>' if kind else "<i></i>" for kind in kinds))
    others = "・".join(sorted(codes - {main}))
    also = gettext(", also steps %(codes)s") % {"codes": others} if others else ""
    markup = (
        '<span class="mini"><span class="mini__bars" aria-hidden="true">{}</span>'
        '<span><span class="vh">{}</span>{} {}<span class="vh">{}</span></span></span>'
    )
    return format_html(markup, bars, gettext("Main step: "), main, step_name(main) if main else "", also)


def step_ribbon(
    main: str = "",
    codes: Collection[str] = (),
    links: Mapping[str, str] | None = None,
    counts: Mapping[str, int] | None = None,
    selected: Collection[str] = (),
    stopped_at: str = "",
    label: str = "",
) -> SafeString:
    """The middle ribbon.

    `links` (code → address) makes the stations links, `counts` (code → number) puts numbers under them, `selected`
    marks chosen filters, `stopped_at` says where the support ended early.
    """
    chosen = {str(code) for code in selected or ()} or {str(main)}
    passed = {str(code) for code in codes or ()}
    links, counts = links or {}, counts or {}
    stations = "".join(
        _station(code, _look(code, chosen, passed), links.get(code, ""), counts.get(code), code == str(stopped_at))
        for code in STEP_CODES
    )
    many = " steps--many" if len(chosen) > 1 else ""
    label = label or gettext("Support steps")
    return format_html('<ol class="steps{}" aria-label="{}">{}</ol>', many, label, mark_safe(stations))


def _look(code: str, chosen: set[str], passed: set[str]) -> str:
    return "main" if code in chosen else "done" if code in passed else "off"


def _station(code: str, look: str, url: str, count: int | None, stopped: bool) -> SafeString:
    inner = format_html(
        '<span class="station{}">{}</span><span class="steps__name">{}</span>{}',
        "" if look == "done" else f" station--{look}",
        code,
        step_name(code),
        "" if count is None else format_html('<span class="steps__count">{}</span>', count),
    )
    if url:
        inner = format_html('<a href="{}"{}>{}</a>', url, CURRENT if look == "main" else "", inner)
    elif look != "done":
        spoken = gettext("(main step)") if look == "main" else gettext("(not covered)")
        inner = format_html('{}<span class="vh">{}</span>', inner, spoken)
    stop = format_html('<span class="steps__stop">{}</span>', gettext("Stopped here")) if stopped else ""
    return format_html('<li class="is-{}">{}{}</li>', look, inner, stop)
