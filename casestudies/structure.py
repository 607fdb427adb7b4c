"""What a case study holds: its sections, texts and rows, declared once.

The long form, the five-minute form, the case page, import and export, the differences shown in review and the search
sections all loop over these declarations. Adding a text is a `Text(...)` here and a column (docs/howto/add-a-case-text.md);
adding a kind of row is a `RowKind(...)` only.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GOOD, FAILURE, ONGOING = "good", "failure", "ongoing"
OUTCOMES = (GOOD, FAILURE, ONGOING)
SHORT, MEDIUM, LONG = 200, 1000, 4000  # characters


@dataclass(frozen=True)
class Section:
    """One page of the long form and one part of the case page."""

    code: str
    label: Any
    help: Any = ""
    outcomes: tuple[str, ...] = OUTCOMES


@dataclass(frozen=True)
class Text:
    """One text column of the case. `required_for`: kinds of case that cannot be submitted without it (unless the
    boolean column `unless` is set); `outcomes`: kinds that ask for it; a text of another kind is kept, not asked."""

    name: str
    label: Any
    section: str
    help: Any = ""
    example: Any = ""
    limit: int = LONG
    rows: int = 4
    required_for: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = OUTCOMES
    unless: str = ""
    listed: bool = False  # one item per line, shown as a list
    nudge: Any = ""  # the question asked after submission when it is empty


@dataclass(frozen=True)
class RowField:
    """One field of a row. `scheme`: its value is a code of that vocabulary."""

    name: str
    label: Any
    help: Any = ""
    example: Any = ""
    limit: int = SHORT
    rows: int = 1
    scheme: str = ""
    choices: tuple[tuple[str, Any], ...] = ()
    type: str = "text"  # text, integer, date, boolean


@dataclass(frozen=True)
class RowKind:
    """One kind of ordered, repeatable row."""

    code: str
    label: Any
    section: str
    fields: tuple[RowField, ...]
    add_label: Any
    help: Any = ""
    outcomes: tuple[str, ...] = OUTCOMES
    nudge: Any = ""
    maximum: int = 40


SECTIONS: tuple[Section, ...] = (
    Section("basics", _("Basics"), _("The mandatory items. They are enough to submit.")),
    Section("firm", _("About the firm"), _("Nothing here should let a reader recognise the firm.")),
    Section("issues", _("From the stated issue to the real one"), _("How the stated issue led to the one behind it.")),
    Section("course", _("Course of support"), _("Step by step. One text per step is enough; you can split it.")),
    Section("failure", _("Cause, action, consequence"), _("This does not look for somebody to blame."), (FAILURE, ONGOING)),
    Section("lessons", _("Lessons and conditions"), _("So that a reader knows when it applies.")),
    Section("results", _("Results and afterwards"), _("Small changes count. Figures are optional.")),
    Section("support", _("How you supported"), _("Team, techniques, tools and documents.")),
    Section("files", _("Pictures and documents"), _("Location data in pictures is removed.")),
)

TEXTS: tuple[Text, ...] = (
    Text(
        "title", _("Title"), "basics", _("What happened, in one sentence. No names of firms or products."),
        _("One word from the successor moved the owner to start planning"), limit=120, rows=1, required_for=OUTCOMES,
    ),
    Text(
        "presenting_issue", _("First request (stated issue)"), "basics",
        _("The trouble that the owner spoke of first, in the owner's words."),
        _("“Sales are down. I want a subsidy for a new machine.”"), limit=MEDIUM, rows=3, required_for=OUTCOMES,
    ),
    Text(
        "core_issue", _("Real issue behind it"), "basics", _("What lay behind the stated issue, found in the dialogue."),
        _("The owner decided everything alone and could not hand over to the successor"), limit=MEDIUM, rows=3,
        required_for=(GOOD,), unless="core_issue_unknown",
    ),
    Text(
        "turning_point", _("Turning point (the moment it clicked)"), "basics",
        _("Which question, and how the owner reacted."),
        _("Asked “Who writes the estimates in five years?”, the owner was silent for long, then said “I will ask my son.”"),
        rows=5, required_for=(GOOD,), outcomes=(GOOD, ONGOING),
    ),
    Text(
        "change", _("Changes after the support"), "basics",
        _("What changed in behaviour or figures. Small changes count."),
        _("The successor runs a monthly meeting. Fewer wrong estimates after half a year"), rows=4,
        required_for=(GOOD,), outcomes=(GOOD, ONGOING),
    ),
    Text(
        "what_happened", _("What happened"), "basics",
        _("When, in which scene, and how it went. This does not ask who was responsible."),
        _("When I handed over a proposal at the third visit, no further appointment could be made"), rows=5,
        required_for=(FAILURE,), outcomes=(FAILURE,),
    ),
    Text(
        "cause", _("Causes, looking back"), "basics",
        _("The way of support, the other side's situation, the environment. “I don't know” is an answer."),
        _("I gave my own answer before I had listened to the owner"), rows=4, required_for=(FAILURE,),
        outcomes=(FAILURE,), unless="cause_unknown",
    ),
    Text(
        "progress", _("Course so far"), "basics", _("What has been done and how it stands."),
        _("Five visits. The figures are visible now, but the owner has not spoken to the staff"), rows=5,
        required_for=(ONGOING,), outcomes=(ONGOING,),
    ),
    Text(
        "current_question", _("What you are unsure of now"), "basics", _("What would you like to ask other advisors?"),
        _("Whether to wait, or to propose a meeting with the staff"), limit=MEDIUM, rows=3, required_for=(ONGOING,),
        outcomes=(ONGOING,),
    ),
    Text(
        "lesson", _("Lesson (a word to other advisors)"), "basics",
        _("In the form “when …, do …”. One lesson per line."),
        _("The more the talk is of machines, first ask who will do the work in five years"), limit=MEDIUM, rows=3,
        required_for=(GOOD, FAILURE), listed=True,
    ),
    Text("summary", _("Summary"), "lessons", _("One or two sentences for lists. Left empty, it is made from your text."), limit=120, rows=2),
    Text("background", _("Background of the firm"), "firm", _("History and surroundings, without anything that identifies the firm."), nudge=_("What kind of firm was it when you first came?")),
    Text("difficulties", _("Difficulties on the way"), "course", _("Where it nearly stopped."), nudge=_("Where did it nearly stop?")),
    Text("decisive_factor", _("What made the difference"), "lessons", _("The one thing without which it would have gone otherwise."), nudge=_("What would you say made the difference?")),
    Text("works_when", _("Conditions where it works"), "lessons", _("One per line."), limit=MEDIUM, rows=3, listed=True, nudge=_("For which firms would the same approach work?")),
    Text("fails_when", _("Conditions where it does not"), "lessons", _("One per line."), limit=MEDIUM, rows=3, listed=True, nudge=_("And where would it not work?")),
    Text("immediate_response", _("What you did at once"), "failure", _("One per line."), limit=MEDIUM, rows=3, outcomes=(FAILURE, ONGOING), listed=True, nudge=_("What did you do right after it happened?")),
    Text("prevention", _("What you do differently now"), "failure", _("One per line."), limit=MEDIUM, rows=3, outcomes=(FAILURE, ONGOING), listed=True, nudge=_("What do you do differently since then?")),
    Text("team", _("Team"), "support", _("Roles only, no names."), _("Two chamber advisors, one professional"), limit=SHORT, rows=1),
)

VIEWPOINT = RowField("viewpoint", pgettext_lazy("of words", "Whose words"), scheme="viewpoint")
ISSUE_KINDS = (
    ("why", pgettext_lazy("issue", "Why?")),
    ("surface", pgettext_lazy("issue", "Another stated issue")),
    ("core", pgettext_lazy("issue", "Another real issue")),
    ("agreed", pgettext_lazy("issue", "Issue agreed to work on")),
)
CONDITION_STATES = (
    ("met", pgettext_lazy("condition", "Met")),
    ("partly", pgettext_lazy("condition", "Partly met")),
    ("not_met", pgettext_lazy("condition", "Not met")),
)

ROW_KINDS: tuple[RowKind, ...] = (
    RowKind(
        "issues", _("Chain of issues"), "issues",
        (
            RowField("kind", _("Kind of row"), choices=ISSUE_KINDS),
            RowField("text", _("Text"), limit=MEDIUM, rows=3),
            VIEWPOINT,
            # Keys of the rows that an agreed issue works on; empty: the case's own stated and real issue.
            RowField("surface", _("Works on the stated issue"), limit=40, type="row"),
            RowField("core", _("So that this real issue gets better"), limit=40, type="row"),
        ),
        _("Add a row"), _("From top to bottom, in the order in which it went deeper."),
        nudge=_("Which “why?” led from the stated issue to the real one?"),
    ),
    RowKind(
        "course", _("Course of support"), "course",
        (
            RowField("step", _("Support step"), scheme="step"),
            RowField("period", _("When"), example=_("Months 3–5, five visits"), limit=60),
            RowField("text", pgettext_lazy("course", "What happened"), limit=LONG, rows=5),
            RowField("fact", pgettext_lazy("course", "Facts"), limit=LONG, rows=3),
            RowField("action", pgettext_lazy("course", "Question or action"), limit=LONG, rows=3),
            RowField("reaction", pgettext_lazy("course", "Reaction"), limit=LONG, rows=3),
            RowField("thought", pgettext_lazy("course", "Advisor's thoughts"), limit=LONG, rows=3),
            RowField("is_turning_point", _("This was a turning point"), type="boolean"),
        ),
        _("Add an entry"), nudge=_("In what order did the support go? One entry is enough."),
    ),
    RowKind(
        "failure_factors", _("Cause, action, consequence"), "failure",
        (
            RowField("cause", _("Cause"), scheme="cause"),
            RowField("pitfall", _("Action (support to avoid)"), scheme="pitfall"),
            RowField("consequence", _("Consequence"), scheme="consequence"),
            RowField("text", _("In your words"), limit=MEDIUM, rows=3),
            RowField("confirmed", _("Confirmed by the author"), type="boolean"),
        ),
        _("Add a chain"), outcomes=(FAILURE, ONGOING),
        nudge=_("Which cause led to which action, and what came of it?"),
    ),
    RowKind(
        "voices", _("Voices"), "results",
        (VIEWPOINT, RowField("text", _("Words"), limit=MEDIUM, rows=3)),
        _("Add a voice"), nudge=_("Is there a word of the owner or the staff that you remember?"),
    ),
    RowKind(
        "results", _("Results"), "results",
        (
            RowField("goal", _("Outcome goal"), scheme="outcome_goal"),
            RowField("sentence", _("In one sentence"), limit=400, rows=2),
            RowField("metric", _("Figure"), limit=60),
            RowField("before", _("Before"), limit=60),
            RowField("after", _("After"), limit=60),
            RowField("measured", _("Measured when"), limit=60),
            RowField("source", _("Source"), limit=60),
        ),
        _("Add a result"), nudge=_("Is there one thing that can be shown as before and after?"),
    ),
    RowKind(
        "self_reliance", _("Self-reliance before and after"), "results",
        (
            RowField("capability", _("Capability"), scheme="self_reliance"),
            RowField("before", _("Before"), type="integer"),
            RowField("after", _("After"), type="integer"),
            RowField("assessed_on", _("Assessed on"), type="date"),
            RowField("assessed_by", _("Assessed by"), limit=60),
        ),
        _("Add an assessment"), maximum=6,
    ),
    RowKind(
        "exit_conditions", _("Exit conditions"), "results",
        (RowField("text", _("Condition"), limit=400, rows=2), RowField("state", _("State"), choices=CONDITION_STATES)),
        _("Add a condition"),
    ),
    RowKind(
        "bridges", _("Bridges"), "results",
        (
            RowField("to", _("Bridged to"), scheme="bridge"),
            RowField("issue", _("Issue"), limit=400, rows=2),
            RowField("goal", _("Goal"), limit=400, rows=2),
            RowField("request", _("Request made"), limit=400, rows=2),
            RowField("afterwards", _("Afterwards"), limit=400, rows=2),
        ),
        _("Add a bridge"),
    ),
    RowKind(
        "follow_ups", _("Follow-up notes"), "results",
        (RowField("period", _("When"), example=_("Half a year later"), limit=60), RowField("text", _("Note"), limit=MEDIUM, rows=3)),
        _("Add a note"), nudge=_("How is the firm doing now?"),
    ),
    RowKind(
        "phase_months", _("Months per phase"), "support",
        (RowField("phase", _("Phase"), scheme="phase"), RowField("months", _("Months"), type="integer")),
        _("Add a phase"), maximum=8,
    ),
    RowKind(
        "related", _("Related cases"), "lessons",
        (RowField("case", _("Number of the case"), limit=10), RowField("text", _("How it is related"), limit=SHORT, rows=1)),
        _("Add a related case"), maximum=10,
    ),
)

TEXT = {text.name: text for text in TEXTS}
ROW_KIND = {kind.code: kind for kind in ROW_KINDS}
SECTION = {section.code: section for section in SECTIONS}

# The short list of domain.md, beside the texts with `required_for`.
REQUIRED_SCHEMES = ("outcome", "step", "industry", "employee_band", "prefecture")


def label_of(text: Text, outcome: str) -> Any:
    """The label as this kind of case calls it: a failure's lesson is 「もう一度やるなら（教訓）」."""
    if text.name == "lesson" and outcome == FAILURE:
        return _("If you did it again (lesson)")
    return text.label


def help_of(text: Text, outcome: str) -> Any:
    """The help as this kind of case words it."""
    if text.name == "lesson" and outcome == FAILURE:
        return _("If you could go back to the same scene, what would you change?")
    if text.name == "core_issue" and outcome == FAILURE:
        return _("Optional. If it was never found, tick the box below.")
    return text.help


def example_of(text: Text, outcome: str) -> Any:
    """The example as this kind of case shows it."""
    if text.name == "lesson" and outcome == FAILURE:
        return _("Bring no plan; begin with “What worries you most?”")
    return text.example


def texts_of(section: str, outcome: str) -> list[Text]:
    """The texts that a section of this kind of case asks for."""
    return [text for text in TEXTS if text.section == section and outcome in text.outcomes]


def required_texts(outcome: str) -> list[Text]:
    """The texts without which this kind of case cannot be submitted."""
    return [text for text in TEXTS if outcome in text.required_for]


def rows_of(section: str, outcome: str) -> list[RowKind]:
    """The kinds of row that a section of this kind of case asks for."""
    return [kind for kind in ROW_KINDS if kind.section == section and outcome in kind.outcomes]


def sections_for(outcome: str) -> list[Section]:
    """The pages of the long form for this kind of case."""
    return [section for section in SECTIONS if outcome in section.outcomes]
