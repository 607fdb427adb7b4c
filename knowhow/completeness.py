"""What an article needs before a second curator looks at it."""

from typing import Any

from django.utils.translation import gettext as _

from casestudies.models import CaseStudy
from knowhow.models import Article
from knowhow.quotes import still_stands


def problems_of(draft: Article, user: Any) -> dict[str, str]:
    """{field of the form: sentence} of all that is missing or not true any more."""
    found = {}
    if not draft.claim:
        found["claim"] = _("Please say the claim in one sentence.")
    if not draft.steps:
        found["main_step"] = _("Please choose the step where it helps most.")
    if not draft.body:
        found["body"] = _("Please say what to do.")
    if sentence := _evidence_problem(draft, user):
        found["evidence"] = sentence
    return found


def _evidence_problem(draft: Article, user: Any) -> str:
    rows = list(draft.evidence.all())
    if not rows:
        return _("Please give at least one passage of a case that it rests on.")
    cases = CaseStudy.objects.visible_to(user).prefetch_related("terms", "rows").in_bulk([row.case_id for row in rows])
    gone = [
        str(number)
        for number, row in enumerate(rows, 1)
        if row.case_id not in cases or not still_stands(cases[row.case_id], row.place)
    ]
    if not gone:
        return ""
    return _("The quote of row %(rows)s does not stand in a published case (any more).") % {"rows": "・".join(gone)}
