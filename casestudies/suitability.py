"""The guideline's first checklist: does 経営力再構築伴走支援 fit this firm now? It never says that a firm is unfit."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

QUESTIONS: dict[str, Any] = {
    "1": _("The owner is aware of problems of growth and wants to act (or could be brought to want it)"),
    "2": _("It is not a firm with few means left that needs help at once"),
    "3": _("The owner shows understanding for the way of support"),
    "4": _("The firm has the resources and capacity to bear the burden that the support brings"),
    "5": _("The owner tries to see the matter as their own and does not leave it to others"),
}
RECOMMENDED, CAREFUL, OTHER_WAY = "recommended", "careful", "other"
VERDICTS: dict[str, tuple[Any, Any]] = {
    RECOMMENDED: (_("Recommended to go ahead actively"), _("Begin with dialogue and listening.")),
    CAREFUL: (
        _("Possible (with care)"),
        _("Talk about the points with △ once more before you begin. Dialogue can change them."),
    ),
    OTHER_WAY: (
        _("Consider other options"),
        _(
            "Support that solves the issue at hand, or a bridge to a specialised body, may help this firm sooner. Ask again later."
        ),
    ),
}


def verdict(answers: Mapping[str, str]) -> str:
    """The verdict's code, or '' while a question is unanswered. One × outweighs any △."""
    given = [answers.get(number, "") for number in QUESTIONS]
    if not all(given):
        return ""
    if "no" in given:
        return OTHER_WAY
    return CAREFUL if "partly" in given else RECOMMENDED
