"""What authors do with their cases: begin, submit, take back, copy, delete, end the publication."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.access import Visibility
from bansou.audit.models import record
from bansou.public_id import new_public_id
from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES
from casestudies import content, notifications
from casestudies.models import CaseStudy, Consent, Remark
from casestudies.models.case import PlacePrecision
from casestudies.models.rows import new_key
from casestudies.services import drafts, publishing
from casestudies.services.completeness import problems_of
from casestudies.state import RUNNING

USUAL_CHECK_DAYS = 7  # what authors are told; the two stages together
WIDTH = [Visibility.ORGANISATION, Visibility.MEMBERS, Visibility.PUBLIC]  # from narrow to wide


class Refused(Exception):
    """An act that is not possible now. `problems`: {name of casestudies.content or '': sentence}."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


# --- Beginning --------------------------------------------------------------------------------------------------------
@transaction.atomic
def create_draft(
    author: Any, organisation: Any = None, initial: Mapping[str, Any] | None = None, public_id: str = ""
) -> CaseStudy:
    """A new draft, prefilled from the author's profile. Every case starts as anonymous, members only, region only.

    `initial` prefills it: texts and flags by name (`{"title": …}`), terms by scheme (`{"step": ["4"]}`), `memo`.
    `public_id` was made when the form was shown, so that pressing twice begins one case.
    """
    organisation = organisation or author.primary_organisation
    case = CaseStudy(author=author, organisation=organisation, live=False, public_id=public_id or new_public_id())
    case.save()
    content.write(case, {**_from_profile(author, organisation), **_named(initial or {})})
    drafts.store(case, author)
    record(author, "create", case)
    return CaseStudy.objects.get(pk=case.pk)


def begin(author: Any, initial: Mapping[str, Any] | None = None, public_id: str = "") -> CaseStudy:
    """`create_draft`, or the draft that the same form has already begun."""
    try:
        return create_draft(author, initial=initial, public_id=public_id)
    except IntegrityError:
        begun = CaseStudy.objects.written_by(author).filter(public_id=public_id).first()
        return begun or create_draft(author, initial=initial)


def create_memo(
    author: Any, text: str, public_id: str = "", chosen: Mapping[str, list[str]] | None = None
) -> CaseStudy:
    """ひとことメモ: a draft that holds one text (and terms `chosen` by scheme), to be worked out later."""
    return begin(author, {"memo": text, **(chosen or {})}, public_id)


def _from_profile(author: Any, organisation: Any) -> content.Content:
    prefecture = author.prefecture or getattr(organisation, "prefecture", "")
    kind = author.supporter_type or getattr(organisation, "supporter_type", "")
    found = {"prefecture": prefecture, "supporter_type": kind}
    return {f"term-{scheme}": [[code, ""]] for scheme, code in found.items() if code and terms.get(scheme, code)}


def _named(initial: Mapping[str, Any]) -> content.Content:
    """`{"step": ["4"]}` as `{"term-step": [["4", ""]]}`; a name that no case has is a ValueError."""
    values: content.Content = {}
    names = set(content.all_names())
    for name, value in initial.items():
        if name in SCHEMES:
            codes = [value] if isinstance(value, str) else list(value)
            values[f"term-{name}"] = [[code, ""] for code in codes if terms.get(name, code)]
        elif name in names:
            values[name] = value
        else:
            raise ValueError(f"No case has “{name}”.")
    return values


@transaction.atomic
def duplicate(case: CaseStudy, by: Any, public_id: str = "") -> CaseStudy:
    """A new draft of `by` with the text of this one. Pictures, documents and the firm's consent are not copied."""
    source = case.draft
    left_out = {"files", "firm_consent", "memo", *content.SETTINGS}
    values = {name: content.read(source, name) for name in content.all_names() if name not in left_out}
    values["title"] = _("%(title)s (copy)") % {"title": source.title} if source.title else ""
    copy = create_draft(by, public_id=public_id)
    draft = copy.draft
    content.write(draft, _with_new_keys(values))
    drafts.store(draft, by)
    return CaseStudy.objects.get(pk=copy.pk)


def copy_once(case: CaseStudy, by: Any, public_id: str) -> CaseStudy:
    """`duplicate`, or the copy that the same button has already made."""
    try:
        return duplicate(case, by, public_id)
    except IntegrityError:
        made = CaseStudy.objects.written_by(by).filter(public_id=public_id).first()
        return made or duplicate(case, by)


def _with_new_keys(values: content.Content) -> content.Content:
    """Rows of a copy are rows of their own; what points from row to row follows."""
    rows = [row for name, value in values.items() if name.startswith("rows-") for row in value]
    keys = {row["key"]: new_key() for row in rows}
    for row in rows:
        for name in ("key", "surface", "core"):
            if row.get(name) in keys:
                row[name] = keys[row[name]]
    return values


@transaction.atomic
def delete_draft(case: CaseStudy, by: Any) -> None:
    """Delete a case that was never published, with its revisions and files."""
    case = drafts.lock(case)
    drafts.require_editable(case)
    if case.published_on or case.first_published_at:
        raise Refused({"": _("A case that was published is not deleted. You can end its publication.")})
    record(by, "delete_draft", case)
    files = [file.file for file in case.draft.files.all()]
    case.delete()
    transaction.on_commit(lambda: [file.delete(save=False) for file in files])


# --- Submitting -------------------------------------------------------------------------------------------------------
@transaction.atomic
def submit(case: CaseStudy, by: Any) -> CaseStudy:
    """Hand the draft in for the two checks; harmless when it is already on its way.

    Raises Refused with a sentence per mandatory value that is missing. A returned case begins with the first check
    again: an edit may have brought a name back in.
    """
    case = drafts.lock(case)
    if case.edit_state in RUNNING:
        return case
    if case.is_public_now and not case.has_unpublished_changes:
        raise Refused({"": _("Nothing was changed since the publication.")})
    draft = case.draft
    if problems := problems_of(draft):
        raise Refused(problems)
    if not case.has_unpublished_changes:
        drafts.store(draft, by)
    if returned := case.current_workflow_state:
        returned.cancel(user=by)
    case = CaseStudy.objects.get(pk=case.pk)
    case.get_workflow().start(case, by)
    record(by, "submit", case, revision=case.latest_revision_id)
    case = CaseStudy.objects.get(pk=case.pk)
    notifications.submitted(case, USUAL_CHECK_DAYS)
    return case


@transaction.atomic
def withdraw_submission(case: CaseStudy, by: Any) -> None:
    """Take a submission back: it is a draft again. Harmless when it is none."""
    case = drafts.lock(case)
    if case.edit_state in RUNNING:
        case.current_workflow_state.cancel(user=by)
        record(by, "withdraw_submission", case)


# --- After publication ------------------------------------------------------------------------------------------------
@transaction.atomic
def stop_publication(case: CaseStudy, by: Any, reason: str = "") -> None:
    """公開を取りやめる: at once, and an edit that is being checked is taken back so that its approval cannot publish it."""
    case = drafts.lock(case)
    if not case.live or case.withdrawn_at:
        raise Refused({"": _("This case is not published.")})
    withdraw_submission(case, by)
    publishing.withdraw(case, by, reason)


@transaction.atomic
def discard_edit(case: CaseStudy, by: Any) -> None:
    """Forget what was changed since the publication; the published text is the draft again."""
    case = drafts.lock(case)
    drafts.require_editable(case)
    if not case.live or not case.live_revision_id:
        raise Refused({"": _("This case is not published.")})
    if returned := case.current_workflow_state:
        returned.cancel(user=by)
    CaseStudy.objects.filter(pk=case.pk).update(latest_revision=case.live_revision, has_unpublished_changes=False)
    record(by, "discard_edit", case)


def widest_visibility(case: CaseStudy) -> str:
    """How far a published case may be opened without a new check: as it is, or as far as the firm has consented."""
    scopes = [consent.scope for consent in case.consents.valid() if consent.party == Consent.Party.FIRM]
    return max([case.visibility, *scopes], key=lambda scope: WIDTH.index(Visibility(scope)))


@transaction.atomic
def change_settings(case: CaseStudy, by: Any, byline: str, visibility: str, place_precision: str) -> None:
    """Change how a published case is shown, at once. Opening it further than the consent, or showing the place more
    exactly than what was checked, is refused."""
    case = drafts.lock(case)
    refusals = {}
    if WIDTH.index(Visibility(visibility)) > WIDTH.index(Visibility(widest_visibility(case))):
        refusals["visibility"] = _("The firm's consent does not go that far. Please ask the checkers.")
    if place_precision == PlacePrecision.PREFECTURE and case.place_precision == PlacePrecision.REGION:
        refusals["place_precision"] = _("The case was checked with the region only. Please ask the checkers.")
    if refusals:
        raise Refused(refusals)
    publishing.change_settings(case, by, byline=byline, visibility=visibility, place_precision=place_precision)


@transaction.atomic
def mark_remark_done(remark: Remark, by: Any) -> None:
    """The author says that a remark was followed."""
    remark.resolved_at = remark.resolved_at or timezone.now()
    remark.save(update_fields=["resolved_at"])
    record(by, "remark_done", remark.case, remark=remark.pk)
