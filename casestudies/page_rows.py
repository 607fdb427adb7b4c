"""Rows of a case as dicts for the templates of casestudies/parts/ and the components; texts are safe HTML."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES, SELF_RELIANCE_LEVELS
from casestudies.models import CaseStudy
from casestudies.page_facts import search_link
from casestudies.structure import CONDITION_STATES, ONGOING
from casestudies.texts import shown

Row = dict[str, Any]
SEPARATOR = "・"
FLOW = ("cause", "pitfall", "consequence")
STATE_LOOKS = {"met": ("ok", "check"), "partly": ("wait", "clock"), "not_met": ("off", "x")}


def chain(case: CaseStudy) -> Row:
    """The chain of issues: stated ones, the whys, the real ones, what was agreed to work on."""
    issues: dict[str, list[Row]] = {"why": [], "surface": [], "core": [], "agreed": []}
    for row in case.rows_of("issues"):
        issues.get(row.data.get("kind", ""), issues["why"]).append(_issue(row))
    texts = {row["key"]: row["text"] for kind in ("surface", "core") for row in issues[kind]}
    for agreed in issues["agreed"]:
        agreed["works_on"] = [texts[key] for key in agreed["joins"] if key in texts]
    return {
        "presenting": shown(case.presenting_issue),
        "core": shown(case.core_issue),
        "core_unknown": case.core_issue_unknown,
        "unknown_text": _("It has not come to light yet.") if case.outcome == ONGOING else "",
        "surfaces": issues["surface"],
        "whys": issues["why"],
        "cores": issues["core"],
        "agreed": issues["agreed"],
    }


def _issue(row: Any) -> Row:
    viewpoint = row.labels.get("viewpoint", "")
    return {"key": row.key, "text": shown(row.text), "viewpoint": viewpoint, "joins": (row.surface, row.core)}


def entry(row: Any) -> Row:
    """One entry of the course."""
    texts = {name: shown(getattr(row, name)) for name in ("text", "fact", "action", "reaction", "thought", "period")}
    name = terms.short("step", row.step) if row.step else ""
    return {**texts, "key": row.key, "step": row.step, "step_name": name, "is_turning_point": row.is_turning_point}


def flow(row: Any) -> Row:
    """Cause, action and consequence as stages, with the author's own words."""
    stages = [_stage(scheme, [getattr(row, scheme)]) for scheme in FLOW if getattr(row, scheme)]
    return {"key": row.key, "stages": stages, "text": shown(row.text)}


def flow_of_terms(case: CaseStudy) -> list[Row]:
    """The same from the case's terms, where no row says what led to what."""
    stages = [_stage(scheme, codes) for scheme in FLOW if (codes := case.codes.get(scheme))]
    return [{"key": "", "stages": stages, "text": ""}] if stages else []


def _stage(scheme: str, codes: Iterable[str]) -> Row:
    names = {"cause": _("Cause"), "pitfall": _("Action (support to avoid)"), "consequence": _("Consequence")}
    show = search_link if SCHEMES[scheme].facet else terms.label
    return {"label": names[scheme], "titles": [show(scheme, code) for code in codes]}


def result(row: Any) -> Row:
    """One result: a sentence, figures where there are some."""
    names = ("sentence", "metric", "before", "after", "measured", "source")
    goal = terms.label("outcome_goal", row.goal) if row.goal else ""
    return {"key": row.key, "goal": goal, **{name: shown(getattr(row, name)) for name in names}}


def level(row: Any) -> Row:
    """Self-reliance, 1 to 5, before and after, with the words of the level."""
    before, after = row.before or 0, row.after or 0
    return {
        "key": row.key,
        "label": row.labels.get("capability", ""),
        "before": before,
        "after": after,
        "before_text": SELF_RELIANCE_LEVELS.get(before, ""),
        "after_text": SELF_RELIANCE_LEVELS.get(after, ""),
    }


def assessed(found: list[Any]) -> str:
    """When and by whom the levels were assessed, each said once."""
    said = (SEPARATOR.join(filter(None, (_day(row.assessed_on), row.assessed_by))) for row in found)
    return "／".join(dict.fromkeys(text for text in said if text))


def _day(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value


def exit_condition(row: Any) -> Row:
    """One exit condition and its state."""
    look, icon = STATE_LOOKS.get(row.state, ("off", "info"))
    return {
        "key": row.key,
        "text": shown(row.text),
        "state": dict(CONDITION_STATES).get(row.state, ""),
        "look": look,
        "icon": icon,
    }


def voice(row: Any) -> Row:
    """Somebody's words."""
    return {"key": row.key, "text": shown(row.text), "who": row.labels.get("viewpoint", "")}


def bridge(row: Any) -> Row:
    """To whom the firm was introduced, why, and what became of it."""
    names = {"issue": _("Issue"), "goal": _("Goal"), "request": _("Request made"), "afterwards": _("Afterwards")}
    facts = [(label, shown(getattr(row, name))) for name, label in names.items() if getattr(row, name)]
    return {"key": row.key, "to": row.labels.get("to", ""), "facts": facts}


def follow_up(row: Any) -> Row:
    """A note from later."""
    return {"key": row.key, "period": shown(row.period), "text": shown(row.text)}


def file(case: CaseStudy, found: Any) -> Row:
    """A picture or a document behind the permission check."""
    names = ("key", "alt", "caption", "width", "height")
    url = reverse("case-file", args=[case.public_id, found.key])
    return {"url": url, "name": str(found), **{name: getattr(found, name) for name in names}}
