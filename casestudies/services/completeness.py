"""What a draft still needs before it can be submitted, and how far each section is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bansou.vocabulary.schemes import SCHEMES
from casestudies import content
from casestudies.models import CaseStudy
from casestudies.structure import (
    FAILURE,
    ONGOING,
    OUTCOMES,
    REQUIRED_SCHEMES,
    ROW_KIND,
    SECTIONS,
    SHORT,
    TEXT,
    Section,
    Text,
    label_of,
    required_texts,
    rows_of,
    sections_for,
)

CHOOSE = {
    "outcome": lambda: _("Please choose the kind of case."),
    "step": lambda: _("Please choose the main step."),
    "industry": lambda: _("Please choose the industry."),
    "employee_band": lambda: _("Please choose the number of employees."),
    "prefecture": lambda: _("Please choose the prefecture."),
}


def problems_of(draft: CaseStudy) -> dict[str, str]:
    """{name: sentence} of all that keeps the draft from being submitted: the short list, and texts that are too long."""
    found = {f"term-{scheme}": CHOOSE[scheme]() for scheme in REQUIRED_SCHEMES if not draft.code(scheme)}
    texts = required_texts(draft.outcome) if draft.outcome in OUTCOMES else _required_of_all()
    found |= {text.name: _missing(text, draft) for text in texts if is_missing(text, draft)}
    found |= {name: _too_long(TEXT[name], draft) for name in TEXT if len(getattr(draft, name)) > TEXT[name].limit}
    return found | _long_rows(draft) | _blind_pictures(draft)


def _required_of_all() -> list[Text]:
    """The texts that every kind of case needs: what can be named before the kind is chosen."""
    return [text for text in required_texts(OUTCOMES[0]) if all(outcome in text.required_for for outcome in OUTCOMES)]


def is_missing(text: Text, draft: CaseStudy) -> bool:
    """Is a mandatory text empty? “I don't know” is an answer, where the kind of case offers it."""
    offered = text.name == "cause" or draft.outcome in (FAILURE, ONGOING)
    answered = bool(text.unless) and offered and getattr(draft, text.unless)
    return not getattr(draft, text.name).strip() and not answered


def _missing(text: Text, draft: CaseStudy) -> str:
    if text.unless:
        return _("Please write “%(label)s”, or tick the box below it.") % {"label": label_of(text, draft.outcome)}
    return _("Please write “%(label)s”.") % {"label": label_of(text, draft.outcome)}


def _too_long(text: Text, draft: CaseStudy) -> str:
    return _too_long_by(len(getattr(draft, text.name)), text.limit)


def _too_long_by(count: int, limit: int) -> str:
    return _("Please shorten this to %(limit_value)s characters (%(show_value)s now).") % {
        "limit_value": limit,
        "show_value": count,
    }


def _long_rows(draft: CaseStudy) -> dict[str, str]:
    found = {}
    for section in sections_for(draft.outcome or ONGOING):
        for kind in rows_of(section.code, draft.outcome or ONGOING):
            for row in draft.rows_of(kind.code):
                for declared in kind.fields:
                    value = row.data.get(declared.name, "")
                    if isinstance(value, str) and len(value) > declared.limit:
                        found[f"rows-{kind.code}"] = _too_long_by(len(value), declared.limit)
    return found


def _blind_pictures(draft: CaseStudy) -> dict[str, str]:
    pictures = [file for file in draft.files.all() if file.kind == "image"]
    if any(not file.alt.strip() for file in pictures):
        return {"files": _("Please describe every picture in words.")}
    if any(len(file.alt) > SHORT or len(file.caption) > SHORT for file in draft.files.all()):
        return {"files": _("A description or caption is too long.")}
    return {}


def section_of(name: str) -> str:
    """The section that a name belongs to."""
    return next((section.code for section in SECTIONS if name in content.names_of(section.code)), "basics")


def label_of_name(name: str, outcome: str) -> Any:
    """The label of a name, for lists of what is missing or differs."""
    if name in TEXT:
        return label_of(TEXT[name], outcome)
    if name.startswith("term-"):
        return SCHEMES[name.removeprefix("term-")].label
    if name.startswith("rows-"):
        return ROW_KIND[name.removeprefix("rows-")].label
    others = {"tags": _("Tags"), "files": _("Pictures and documents")}
    return others.get(name) or CaseStudy._meta.get_field(name).verbose_name


@dataclass(frozen=True)
class Progress:
    """How far a section is: `state` done, error (a remark or a refusal stands there) or todo."""

    section: Section
    state: str
    required: bool


def progress_of(draft: CaseStudy, remarked: set[str]) -> list[Progress]:
    """Every section of this kind of case. `remarked`: sections with a remark that waits for the author."""
    problems = {section_of(name) for name in problems_of(draft)}
    return [
        Progress(section, _state(draft, section, problems, remarked), section.code == "basics")
        for section in sections_for(draft.outcome or ONGOING)
    ]


def _state(draft: CaseStudy, section: Section, problems: set[str], remarked: set[str]) -> str:
    if section.code in remarked or (section.code in problems and section.code != "basics"):
        return "error"
    if section.code == "basics":
        return "todo" if "basics" in problems else "done"
    return "done" if any(content.read_section(draft, section.code).values()) else "todo"


def required_count(draft: CaseStudy) -> tuple[int, int]:
    """(written, all) of the mandatory values of this kind of case."""
    names = [f"term-{scheme}" for scheme in REQUIRED_SCHEMES]
    names += [text.name for text in required_texts(draft.outcome)]
    problems = problems_of(draft)
    return sum(name not in problems for name in names), len(names)
