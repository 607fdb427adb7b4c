"""「私の事例」: one's own cases with their state and what to do next."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bansou.public_id import new_public_id
from casestudies.models import CaseStudy, Remark
from casestudies.moments import saved_words
from casestudies.query import CaseQuerySet
from casestudies.remarks import place_of, waiting_remarks
from casestudies.services.drafts import saved_at
from casestudies.state import RUNNING, State

# Filters of the page: code → (label, condition on a queryset with state).
NOT_YET = Q(workflow_status=None)  # never submitted: an annotation that is NULL equals nothing and differs from nothing
IDLE = NOT_YET | Q(workflow_status__in=["approved", "cancelled", "needs_changes"])
IN_WORK = IDLE & (Q(live=False) | Q(has_unpublished_changes=True))
FILTERS: dict[str, tuple[Any, Q]] = {
    "": (gettext_lazy("All"), Q()),
    "draft": (gettext_lazy("Being written"), IN_WORK & (NOT_YET | Q(workflow_status__in=["approved", "cancelled"]))),
    "returned": (gettext_lazy("Changes requested"), IN_WORK & Q(workflow_status="needs_changes")),
    "checked": (gettext_lazy("Being checked"), Q(workflow_status="in_progress")),
    "published": (gettext_lazy("Published"), Q(live=True, withdrawn_at=None, hidden_at=None)),
    "ended": (gettext_lazy("Publication ended"), Q(withdrawn_at__isnull=False) | Q(hidden_at__isnull=False)),
}


@dataclass
class Entry:
    """One case on the page. `draft` texts come from the latest revision, without building the whole object."""

    case: CaseStudy
    title: str
    outcome: str
    step: str
    is_memo: bool
    remarks: list[tuple[Remark, str]] = field(default_factory=list)  # (remark, link to its field)
    next_label: str = ""
    next_url: str = ""
    once: str = field(default_factory=new_public_id)  # the id of a copy, so that pressing twice makes one

    @property
    def is_running(self) -> bool:
        """Is it being checked?"""
        return self.case.edit_state in RUNNING

    @property
    def may_submit(self) -> bool:
        """Is there something in work that could be handed in?"""
        return self.case.edit_state in {State.DRAFT, State.RETURNED} and not self.is_memo

    @property
    def edit_label(self) -> str:
        """The state of an edit, beside the state of the published text."""
        state = self.case.edit_state
        return _("Your edit: %(state)s") % {"state": state.label} if state else ""

    @property
    def saved(self) -> str:
        """When the text in work was saved."""
        return saved_words(saved_at(self.case))


def cases_of(user: Any) -> CaseQuerySet:
    """All cases that the user writes, newest work first."""
    found = CaseStudy.objects.written_by(user).with_state().select_related("latest_revision", "organisation")
    return found.prefetch_related("remarks").order_by("-latest_revision__created_at", "-pk")


def drafts_of(user: Any) -> list[CaseStudy]:
    """What the user has begun and not yet submitted, at most six."""
    return list(cases_of(user).filter(IN_WORK)[:6])


def entries(cases: Any) -> list[Entry]:
    """Cases as the page shows them."""
    return [entry_of(case) for case in cases]


def entry_of(case: CaseStudy) -> Entry:
    """One case with its next action."""
    text = _latest(case)
    terms = sorted(text.get("terms", []), key=lambda term: not term["is_main"])
    codes = {term["scheme"]: term["code"] for term in reversed(terms)}
    title = text.get("title") or text.get("memo") or ""
    entry = Entry(
        case,
        title=title[:80] or _("Untitled"),
        outcome=codes.get("outcome", ""),
        step=codes.get("step", ""),
        is_memo=bool(text.get("memo")) and not text.get("title"),
        remarks=[(remark, _place_url(case, remark)) for remark in waiting_remarks(case)],
    )
    entry.next_label, entry.next_url = next_action(case, entry)
    return entry


def _latest(case: CaseStudy) -> dict[str, Any]:
    if case.latest_revision_id and case.has_unpublished_changes:
        return case.latest_revision.content
    terms = [{"scheme": term.scheme, "code": term.code, "is_main": term.is_main} for term in case.terms.all()]
    return {"title": case.title, "memo": case.memo, "terms": terms}


def _place_url(case: CaseStudy, remark: Remark) -> str:
    section, _name = place_of(remark)
    return f"{reverse('case-section', args=[case.public_id, section])}#remark-{remark.pk}"


def next_action(case: CaseStudy, entry: Entry) -> tuple[str, str]:
    """(label, address) of what the author does next; ('', '') when it is somebody else's turn."""
    edit = reverse("case-edit", args=[case.public_id])
    state = case.edit_state
    if state in RUNNING:
        return _("Add something while you wait"), reverse("case-submitted", args=[case.public_id])
    if state == State.RETURNED:
        return _("Make the changes"), entry.remarks[0][1] if entry.remarks else edit
    if entry.is_memo:
        return _("Work the memo out"), edit
    if state == State.DRAFT:
        return _("Go on writing"), edit
    if case.needs_update_since and case.is_public_now:
        return _("Update it"), edit
    return "", ""
