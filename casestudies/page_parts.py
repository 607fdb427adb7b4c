"""The parts of a case page in reading order: each says its heading, its template and what that template needs.

Empty parts are left out. The `id` of a part, of a text and of a row is its Anchor's `html_id`, so that search hits,
evidence and remarks land on it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from bansou.vocabulary.schemes import SCHEMES
from casestudies import page_rows as rows
from casestudies.models import CaseStudy
from casestudies.page_facts import term_words
from casestudies.structure import FAILURE, ONGOING, ROW_KIND, TEXT, label_of
from casestudies.texts import paragraphs, shown

FOLDER = "casestudies/parts"
STOPPED = "stopped"  # a code of end_reason
SUPPORT_SCHEMES = (
    "supporter_type",
    "support_style",
    "support_form",
    "element",
    "phase",
    "technique",
    "tool",
    "flow_document",
    "review_area",
    "guideline_ref",
)


@dataclass(frozen=True)
class Part:
    """One section of the page below the lessons."""

    id: str
    title: str
    template: str
    data: Any
    note: str = ""


Maker = Callable[[CaseStudy], Part | None]


def parts_of(case: CaseStudy) -> list[Part]:
    """The parts of a case that have something to say."""
    return [part for make in MAKERS if (part := make(case))]


def _part(name: str, title: Any, template: str, data: Any, note: Any = "") -> Part | None:
    return Part(f"s-{name}", str(title), f"{FOLDER}/_{template}.html", data, str(note)) if data else None


def _text(name: str) -> Maker:
    """A part of one text; a text that this kind of case does not ask for is kept, not shown."""

    def make(case: CaseStudy) -> Part | None:
        asked = not case.outcome or case.outcome in TEXT[name].outcomes
        return _part(name, label_of(TEXT[name], case.outcome), "text", paragraphs(getattr(case, name)) if asked else "")

    return make


def _rows(kind: str, template: str, make_row: Callable[[Any], dict[str, Any]]) -> Maker:
    """A part of all rows of a kind."""

    def make(case: CaseStudy) -> Part | None:
        data = [make_row(row) for row in case.rows_of(kind)]
        return _part(kind, ROW_KIND[kind].label, template, data)

    return make


def _question(case: CaseStudy) -> Part | None:
    """The lesson of a case in progress: there the open question stands first."""
    if case.outcome != ONGOING or not case.current_question:
        return None
    return _part(
        "lesson", label_of(TEXT["lesson"], case.outcome), "bullets", [shown(line) for line in case.lines("lesson")]
    )


def _chain(case: CaseStudy) -> Part | None:
    if not case.presenting_issue and not case.rows_of("issues"):
        return None
    return _part("issues", _("Chain of issues"), "chain", rows.chain(case), _("From what showed to what lay beneath"))


def _course(case: CaseStudy) -> Part | None:
    entries = [rows.entry(row) for row in case.rows_of("course")]
    turn = _("Where the ways parted") if case.outcome == FAILURE else ""
    data = {"entries": entries, "broken": case.code("end_reason") == STOPPED, "turn_label": turn} if entries else None
    note = _("Thick line with rings: the firm. Thin line with squares: the advisor.")
    return _part("course", ROW_KIND["course"].label, "course", data, note)


def _cause(case: CaseStudy) -> Part | None:
    if case.outcome in TEXT["cause"].outcomes and case.cause_unknown and not case.cause:
        return _part(
            "cause", TEXT["cause"].label, "text", paragraphs(str(_("The author does not know the cause yet.")))
        )
    return _text("cause")(case)


def _factors(case: CaseStudy) -> Part | None:
    flows = [rows.flow(row) for row in case.rows_of("failure_factors")] or rows.flow_of_terms(case)
    return _part("failure_factors", ROW_KIND["failure_factors"].label, "flows", flows)


def _pair(first: str, second: str, title: Any, template: str) -> Maker:
    """Two listed texts side by side; the part's own id is its first text's with a `g-` before it."""

    def make(case: CaseStudy) -> Part | None:
        data = {name: [shown(line) for line in case.lines(name)] for name in (first, second)}
        if not any(data.values()):
            return None
        return Part(f"g-{first}", str(title), f"{FOLDER}/_{template}.html", data)

    return make


def _self_reliance(case: CaseStudy) -> Part | None:
    found = [rows.level(row) for row in case.rows_of("self_reliance")]
    data = {"rows": found, "note": rows.assessed(case.rows_of("self_reliance"))} if found else None
    return _part("self_reliance", ROW_KIND["self_reliance"].label, "levels", data)


def _files(kind: str, title: Any) -> Maker:
    def make(case: CaseStudy) -> Part | None:
        return _part(f"{kind}s", title, f"{kind}s", [rows.file(case, f) for f in case.files.all() if f.kind == kind])

    return make


def _support(case: CaseStudy) -> Part | None:
    groups = [{"label": SCHEMES[scheme].label, "words": term_words(case, scheme)} for scheme in SUPPORT_SCHEMES]
    groups = [group for group in groups if group["words"]]
    data = {"team": shown(case.team), "groups": groups} if groups or case.team else None
    return _part("support", _("How the firm was supported"), "support", data, _("Each word finds cases with the same."))


MAKERS: Iterable[Maker] = (
    _text("background"),
    _chain,
    _text("what_happened"),
    _text("turning_point"),
    _text("progress"),
    _course,
    _text("difficulties"),
    _cause,
    _factors,
    _pair("immediate_response", "prevention", _("What was done, and what is done differently now"), "response"),
    _text("change"),
    _rows("results", "results", rows.result),
    _self_reliance,
    _rows("exit_conditions", "exits", rows.exit_condition),
    _rows("voices", "voices", rows.voice),
    _text("decisive_factor"),
    _pair("works_when", "fails_when", _("Where it works and where it does not"), "works"),
    _question,
    _rows("bridges", "bridges", rows.bridge),
    _rows("follow_ups", "notes", rows.follow_up),
    _files("image", _("Pictures")),
    _files("document", _("Documents")),
    _support,
)
