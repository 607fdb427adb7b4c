"""The page around a case form: progress, remarks, suggestions, what is saved."""

import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bansou.public_id import PATTERN, new_public_id
from casestudies import content
from casestudies.forms.section import SHORT, SectionForm
from casestudies.forms.small import FileForm
from casestudies.hints import hints_of
from casestudies.models import CaseStudy, Remark
from casestudies.moments import saved_words
from casestudies.remarks import by_name, place_of, waiting_remarks
from casestudies.services import drafts
from casestudies.services.completeness import progress_of, required_count
from casestudies.services.suggestions import terms_in
from casestudies.state import State
from casestudies.structure import SECTION

Beside = dict[str, list[Any]]  # what stands at a value of the form, by name
ROWS_FIRST = {"issues", "course", "failure", "results"}  # sections whose rows are the matter, not an addition


def once(request: HttpRequest) -> str:
    """The id that the form was made with, so that pressing twice begins one case."""
    posted = request.POST.get("once", "")
    return posted if re.fullmatch(PATTERN, posted) else new_public_id()


def show(
    request: HttpRequest,
    case: CaseStudy,
    form: SectionForm,
    fingerprint: str = "",
    status: int = 200,
    elsewhere: list[tuple[str, str]] | None = None,
    file_form: FileForm | None = None,
) -> HttpResponse:
    """Render the five-minute form, or the section's page of the long one."""
    draft = form.draft if status == 200 else case.draft
    remarks = waiting_remarks(case)
    here = by_name(remarks, form.section)
    hints = hints_of(draft, form.section)
    problems = [*form.problems, *(elsewhere or [])] if form.is_bound else (elsewhere or [])
    context = {
        "case": case,
        "draft": draft,
        "form": form,
        "part": SECTION[form.section],
        "blocks": _beside(form, here, hints),
        "row_sets": [
            (rows, here.get(f"rows-{rows.kind.code}", []), hints.get(f"rows-{rows.kind.code}", []))
            for rows in form.row_sets
        ],
        "remarks": here.get("", []),
        "remarks_elsewhere": len(remarks) - sum(map(len, here.values())),
        "problems": problems,
        "base": fingerprint or content.fingerprint(draft, form.section),
        "saved": saved_words(drafts.saved_at(case)),
        "conflicts": case.conflicts.filter(user=request.user, resolved_at=None),
        "is_public": case.is_public_now,
        "returned": case.edit_state == State.RETURNED,
    }
    context |= _short(draft) if form.depth == SHORT else _long(request, case, draft, form, remarks, file_form)
    template = "short" if form.depth == SHORT else "section"
    return render(request, f"casestudies/writing/{template}.html", context, status=status)


def _beside(form: SectionForm, remarks: Beside, hints: Beside) -> list[tuple[Any, list[Any], list[Any]]]:
    """Every block with the remarks and the hints that stand at it."""

    def gathered(names: Iterable[str], found: Beside) -> list[Any]:
        return [item for name in names for item in found.get(name, [])]

    return [(block, gathered(block.names, remarks), gathered(block.names, hints)) for block in form.blocks]


def _short(draft: CaseStudy) -> dict[str, Any]:
    done, total = required_count(draft)
    return {"done": done, "total": total}


def _long(
    request: HttpRequest, case: CaseStudy, draft: CaseStudy, form: SectionForm, remarks: list[Remark], file_form: Any
) -> dict[str, Any]:
    done, total = required_count(draft)
    items = [
        {
            "label": item.section.label,
            "url": reverse("case-section", args=[case.public_id, item.section.code]),
            "state": item.state,
            "current": item.section.code == form.section,
            "required": item.required,
        }
        for item in progress_of(draft, {place_of(remark)[0] for remark in remarks})
    ]
    found: dict[str, Any] = {"progress": items, "done": done, "total": total}
    found["rows_first"] = form.section in ROWS_FIRST
    found["suggestions"] = terms_in(draft, form.section)
    if form.section == "files":
        found["files"] = [
            (file, form[f"files-{file.key}-alt"], form[f"files-{file.key}-caption"])
            for file in draft.files.all()
            if f"files-{file.key}-alt" in form.fields
        ]
        found["file_form"] = file_form or FileForm()
    return found


def locked(request: HttpRequest, case: CaseStudy, status: int = 200, kept: bool = False) -> HttpResponse:
    """The case is being checked: say so, and how to take it back. `kept`: something typed was put aside."""
    text = _("What you typed is kept. Take the submission back to use it.") if kept else ""
    context = {"case": case, "draft": case.draft, "kept": text}
    return render(request, "casestudies/writing/locked.html", context, status=status)
