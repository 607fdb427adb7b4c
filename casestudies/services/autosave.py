"""Saving a section of a draft: under a lock, only what was posted, both texts kept when two screens disagree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casestudies import content
from casestudies.forms.section import LONG, SectionForm
from casestudies.models import CaseStudy, SavedConflict
from casestudies.services import drafts


@dataclass
class Saved:
    """What became of a save. `conflict` is set when nothing was stored because another screen was faster, or because
    the case is being checked (`locked`)."""

    case: CaseStudy
    form: SectionForm
    fingerprint: str
    at: datetime | None = None
    conflict: SavedConflict | None = None
    locked: bool = False

    @property
    def is_valid(self) -> bool:
        """Is everything that was posted in order? (What is wrong may have been kept as a draft all the same.)"""
        return not self.form.problems


@transaction.atomic
def save_section(case: CaseStudy, section: str, posted: Any, by: Any, base: str, depth: str = LONG) -> Saved:
    """Store the posted values of a section in the draft.

    `base` is the fingerprint that the form was made from. Posting the same again changes nothing and is no conflict.
    """
    case = drafts.lock(case)
    draft = case.draft
    form = SectionForm(draft, section, posted, depth)
    form.is_valid()
    changes = form.changes()
    before = content.fingerprint(draft, section)
    differing = content.differing(draft, changes)
    locked = not drafts.is_editable(case)
    if not differing:
        return Saved(case, form, before, drafts.saved_at(case), locked=locked)
    if locked or base != before:
        return Saved(case, form, before, conflict=keep_both(case, section, changes, by, base), locked=locked)
    case = drafts.change(case, changes, by)
    return Saved(case, form, content.fingerprint(case.draft, section), drafts.saved_at(case))


def keep_both(case: CaseStudy, section: str, changes: content.Content, by: Any, base: str) -> SavedConflict:
    """Keep the text of the screen that was overtaken. The same screen trying again replaces its own."""
    kept = SavedConflict.objects.filter(case=case, user=by, section=section, resolved_at=None, data__base=base).first()
    kept = kept or SavedConflict(case=case, user=by, section=section)
    kept.data = {"base": base, "values": changes}
    kept.save()
    return kept


@transaction.atomic
def resolve(conflict: SavedConflict, chosen: content.Content, by: Any, base: str) -> bool:
    """Store what the author chose from both texts; False when the draft changed meanwhile (compare again)."""
    case = drafts.lock(conflict.case)
    drafts.require_editable(case)
    if content.fingerprint(case.draft, conflict.section) != base:
        return False
    if content.differing(case.draft, chosen):
        drafts.change(case, chosen, by)
    conflict.resolved_at = timezone.now()
    conflict.save(update_fields=["resolved_at"])
    return True
