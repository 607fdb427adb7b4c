"""The kinds of ordered, repeatable row of a case."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casestudies.structure.declare import FAILURE, LONG, MEDIUM, ONGOING, SHORT, RowField, RowKind

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
        "issues",
        _("Chain of issues"),
        "issues",
        (
            RowField("kind", _("Kind of row"), choices=ISSUE_KINDS),
            RowField("text", _("Text"), limit=MEDIUM, rows=3),
            VIEWPOINT,
            # Keys of the rows that an agreed issue works on; empty: the case's own stated and real issue.
            RowField("surface", _("Works on the stated issue"), limit=40, type="row"),
            RowField("core", _("So that this real issue gets better"), limit=40, type="row"),
        ),
        _("Add a row"),
        _("From top to bottom, in the order in which it went deeper."),
        nudge=_("Which “why?” led from the stated issue to the real one?"),
    ),
    RowKind(
        "course",
        _("Course of support"),
        "course",
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
        _("Add an entry"),
        nudge=_("In what order did the support go? One entry is enough."),
    ),
    RowKind(
        "failure_factors",
        _("Cause, action, consequence"),
        "failure",
        (
            RowField("cause", _("Cause"), scheme="cause"),
            RowField("pitfall", _("Action (support to avoid)"), scheme="pitfall"),
            RowField("consequence", _("Consequence"), scheme="consequence"),
            RowField("text", _("In your words"), limit=MEDIUM, rows=3),
            RowField("confirmed", _("Confirmed by the author"), type="boolean"),
        ),
        _("Add a chain"),
        outcomes=(FAILURE, ONGOING),
        nudge=_("Which cause led to which action, and what came of it?"),
    ),
    RowKind(
        "voices",
        _("Voices"),
        "results",
        (VIEWPOINT, RowField("text", _("Words"), limit=MEDIUM, rows=3)),
        _("Add a voice"),
        nudge=_("Is there a word of the owner or the staff that you remember?"),
    ),
    RowKind(
        "results",
        _("Results"),
        "results",
        (
            RowField("goal", _("Outcome goal"), scheme="outcome_goal"),
            RowField("sentence", _("In one sentence"), limit=400, rows=2),
            RowField("metric", _("Figure"), limit=60),
            RowField("before", _("Before"), limit=60),
            RowField("after", _("After"), limit=60),
            RowField("measured", _("Measured when"), limit=60),
            RowField("source", _("Source"), limit=60),
        ),
        _("Add a result"),
        nudge=_("Is there one thing that can be shown as before and after?"),
    ),
    RowKind(
        "self_reliance",
        _("Self-reliance before and after"),
        "results",
        (
            RowField("capability", _("Capability"), scheme="self_reliance"),
            RowField("before", _("Before"), type="integer"),
            RowField("after", _("After"), type="integer"),
            RowField("assessed_on", _("Assessed on"), type="date"),
            RowField("assessed_by", _("Assessed by"), limit=60),
        ),
        _("Add an assessment"),
        maximum=6,
    ),
    RowKind(
        "exit_conditions",
        _("Exit conditions"),
        "results",
        (RowField("text", _("Condition"), limit=400, rows=2), RowField("state", _("State"), choices=CONDITION_STATES)),
        _("Add a condition"),
    ),
    RowKind(
        "bridges",
        _("Bridges"),
        "results",
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
        "follow_ups",
        _("Follow-up notes"),
        "results",
        (
            RowField("period", _("When"), example=_("Half a year later"), limit=60),
            RowField("text", _("Note"), limit=MEDIUM, rows=3),
        ),
        _("Add a note"),
        nudge=_("How is the firm doing now?"),
    ),
    RowKind(
        "phase_months",
        _("Months per phase"),
        "support",
        (RowField("phase", _("Phase"), scheme="phase"), RowField("months", _("Months"), type="integer")),
        _("Add a phase"),
        maximum=8,
    ),
    RowKind(
        "related",
        _("Related cases"),
        "lessons",
        (
            RowField("case", _("Number of the case"), limit=10),
            RowField("text", _("How it is related"), limit=SHORT, rows=1),
        ),
        _("Add a related case"),
        maximum=10,
    ),
)
