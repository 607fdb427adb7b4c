"""Marks follow their cases: every change of a case finds their words again, or flags them."""

from django.utils import timezone

from bansou.indexing.models import Change
from casestudies.models import CaseStudy
from casestudies.passages import Passage
from distil.marking.services import set_facts, set_spot
from distil.marking.texts import locate_anywhere, texts_of
from distil.models import Mark

KEPT = ("section", "row", "field", "quote", "prefix", "suffix", "start", "lost_at", "step", "outcome", "size")


def on_change(change: Change) -> None:
    """The follower; called inside the transaction of the change. A case that is not public keeps its marks as they are:
    nobody sees them, and they are looked at again when it comes back."""
    if change.kind != CaseStudy.kind:
        return
    marks = list(Mark.objects.filter(case__public_id=change.object_id))
    case = marks and CaseStudy.objects.published().filter(pk=marks[0].case_id).prefetch_related("terms", "rows").first()
    if case:
        texts = texts_of(case)
        for mark in marks:
            _follow(mark, case, texts)
        Mark.objects.bulk_update(marks, KEPT)


def _follow(mark: Mark, case: CaseStudy, texts: list[Passage]) -> None:
    mark.case = case
    if spot := locate_anywhere(texts, mark.anchor):
        set_spot(mark, spot)
    elif mark.lost_at is None:
        mark.lost_at = timezone.now()
    set_facts(mark, case)
