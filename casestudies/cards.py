"""A case as the `card` of components/_card.html. The case comes from `.for_cards()`, so a card asks nothing."""

from typing import Any

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.texts import shown

SEPARATOR = "・"


def card(case: CaseStudy, excerpt: str | None = None, **more: Any) -> dict[str, Any]:
    """The card of a case. `excerpt` (safe HTML) replaces the summary; `more` replaces keys, such as `section_label` and
    `section_url` of a search hit. Empty keys stand there too: a missing one is dear to look up in a template."""
    return {
        "kind": "case",
        "url": case.get_absolute_url(),
        "title": shown(str(case)),
        "outcome": case.outcome,
        "main_step": case.main_step,
        "steps": case.codes.get("step", []),
        "excerpt": shown(case.shown_summary) if excerpt is None else excerpt,
        "facts": facts_of(case),
        "date": case.published_on,
        "helpful_count": case.helpful_count,
        "award": case.award,
        "section_label": "",
        "section_url": "",
        "grade": "",
        **more,
    }


def facts_of(case: CaseStudy) -> list[tuple[str, str]]:
    """(icon, words): industry and number of employees; the place as coarsely as the author chose; who supported."""
    firm = [terms.short(scheme, code) for scheme in ("industry", "employee_band") if (code := case.code(scheme))]
    supporter = case.code("supporter_type")
    found = [
        ("firm", SEPARATOR.join(firm)),
        ("pin", case.place_label),
        ("person", terms.short("supporter_type", supporter) if supporter else ""),
    ]
    return [(icon, words) for icon, words in found if words]
