"""What the review screen of a case shows, made once from the case and the reviewer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from casestudies.anonymity import Finding, findings
from casestudies.checklist import CHECKS
from casestudies.differences import Change, differences
from casestudies.history import Line, history_of
from casestudies.models import AnonymisationRecord, CaseStudy, Consent, Remark, ReviewAssignment
from casestudies.page import CasePage, page_of
from casestudies.reviewers import Standing, may_hide, standing_of
from casestudies.services.anonymisation import current_record, kept_keys
from casestudies.services.consent import missing_consent
from casestudies.services.queue import is_stale, waited
from casestudies.services.turns import assignment_of, running_task, stage_of
from casestudies.state import State

# Texts that the page of a case shows inside another part.
SHOWN_IN = {
    "presenting_issue": "s-issues",
    "core_issue": "s-issues",
    "fails_when": "g-works_when",
    "works_when": "g-works_when",
    "prevention": "g-immediate_response",
    "immediate_response": "g-immediate_response",
    "team": "s-support",
}


@dataclass(frozen=True)
class ReviewPage:
    """Everything the template needs. `task` is None when nothing is being checked (a published or closed case)."""

    case: CaseStudy
    draft: CaseStudy
    page: CasePage
    task: TaskState | None
    stage: str
    standing: Standing
    assignment: ReviewAssignment | None
    viewer: Any
    remarks: list[Remark]
    findings: list[Finding]
    record: AnonymisationRecord | None
    consents: list[Consent]
    missing_consent: str
    changes: list[Change] | None
    since: str
    history: list[Line] = field(default_factory=list)

    @property
    def is_mine(self) -> bool:
        """Did the viewer take this case?"""
        return bool(self.assignment) and self.assignment.reviewer_id == self.viewer.pk  # type: ignore[union-attr]

    @property
    def may_act(self) -> bool:
        """May the viewer check it, and is nobody else at it?"""
        free = self.assignment is None or self.is_mine or is_stale(self.assignment)
        return self.task is not None and self.standing.allowed and free

    @property
    def is_privacy(self) -> bool:
        """Is it the check of anonymity and consent?"""
        return self.stage == State.PRIVACY_CHECK

    @property
    def guards(self) -> bool:
        """May the viewer record consents and hide the case?"""
        return may_hide(self.viewer)

    @property
    def waited(self) -> str:
        """How long it has been in this stage, in words."""
        return waited(self.task.started_at) if self.task else ""

    @property
    def ticked(self) -> list[str]:
        """Codes of the checklist that are ticked."""
        return list(self.record.checklist) if self.record else []

    @property
    def kept(self) -> set[str]:
        """Findings that a checker decided to keep."""
        return kept_keys(self.record)

    @property
    def open_findings(self) -> int:
        """Findings that nobody has decided about."""
        return sum(finding.key not in self.kept for finding in self.findings)

    @property
    def new_remarks(self) -> list[Remark]:
        """Remarks that the author has not seen."""
        return [remark for remark in self.remarks if not remark.sent_at]

    @property
    def earlier_remarks(self) -> list[Remark]:
        """Remarks that the author got and that are not settled."""
        return [remark for remark in self.remarks if remark.sent_at]

    @property
    def obstacles(self) -> list[str]:
        """Why the case cannot be approved yet, in sentences."""
        found = []
        if self.is_privacy and len(self.ticked) < len(CHECKS):
            found.append(_("Checklist: %(done)s of %(all)s") % {"done": len(self.ticked), "all": len(CHECKS)})
        if self.missing_consent:
            found.append(self.missing_consent)
        if any(remark.severity == Remark.Severity.MUST for remark in self.new_remarks):
            found.append(_("Remarks that must be followed are open."))
        return found

    @property
    def parts(self) -> list[tuple[Any, str, list[Remark]]]:
        """(part of the page, value of the place for a remark, remarks that stand there)."""
        there = self._by_part()
        return [(part, part.id.partition("-")[2], there.get(part.id, [])) for part in self.page.parts]

    @property
    def head_remarks(self) -> list[Remark]:
        """Remarks on the title, the lessons and the case as a whole."""
        shown = {part.id for part in self.page.parts}
        return [remark for name, remarks in self._by_part().items() if name not in shown for remark in remarks]

    def _by_part(self) -> dict[str, list[Remark]]:
        found: dict[str, list[Remark]] = {}
        for remark in self.remarks:
            name = remark.section
            found.setdefault(SHOWN_IN.get(name, f"s-{name}"), []).append(remark)
        return found


def review_page(case: CaseStudy, viewer: Any) -> ReviewPage:
    """The screen of `case` for `viewer`; whether they may see it is decided before (`may_look`)."""
    task = running_task(case)
    stage = stage_of(task) if task else ""
    draft = case.draft if task else case
    before, since = baseline(case, task)
    return ReviewPage(
        case=case,
        draft=draft,
        page=page_of(draft),
        task=task,
        stage=stage,
        standing=standing_of(viewer, case, stage) if task else Standing(False),
        assignment=assignment_of(task) if task else None,
        viewer=viewer,
        remarks=list(case.remarks.filter(resolved_at=None).select_related("by")),
        findings=findings(draft),
        record=current_record(case, task) if task and stage == State.PRIVACY_CHECK else _last_record(case),
        consents=list(case.consents.select_related("recorded_by")),
        missing_consent=missing_consent(case),
        changes=differences(before, draft) if before else None,
        since=since,
        history=history_of(case),
    )


def _last_record(case: CaseStudy) -> AnonymisationRecord | None:
    return case.anonymisation_records.select_related("by").first()


def baseline(case: CaseStudy, task: TaskState | None) -> tuple[CaseStudy | None, str]:
    """What to compare with, and its name: the text that was checked last, or the published one, whichever is newer."""
    if task is None:
        return None, ""
    last = _last_check(case, task)
    published = case.last_published_at if case.live else None
    if last and (published is None or last.finished_at > published):
        day = date_format(timezone.localtime(last.finished_at), "SHORT_DATE_FORMAT")
        return last.revision.as_object(), _("the text that was checked on %(day)s") % {"day": day}
    if published:
        return CaseStudy.objects.for_page().get(pk=case.pk), _("the published text")
    return None, ""


def _last_check(case: CaseStudy, task: TaskState) -> TaskState | None:
    decided = (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)
    checks = TaskState.objects.for_instance(case).filter(status__in=decided, revision__isnull=False)
    return checks.exclude(revision=task.revision_id).select_related("revision").order_by("-finished_at").first()


def remarks_by_place(remarks: Iterable[Remark], places: dict[str, str]) -> list[tuple[str, Remark]]:
    """(name of the place, remark) for the preview of what the author gets."""
    found = []
    for remark in remarks:
        row = (remark.anchor or {}).get("row", "")
        name = places.get(f"{remark.section}:{row}" if row else remark.section) or places.get(remark.section)
        found.append((name or places[""], remark))
    return found
