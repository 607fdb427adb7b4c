"""What curators do with marks. Several may mark one case at once: the same words are one mark with the codes of all."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from casestudies.anchors import Anchor
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from distil.marking.texts import Spot, between, locate, texts_of
from distil.models import Code, Coding, Mark
from distil.models.marks import MEMO, QUOTE
from knowhow.quotes import find_quote


class Conflict(NotPossible):
    """Somebody else changed the mark since the form was opened."""


@transaction.atomic
def add(
    case: CaseStudy,
    by: Any,
    quote: str,
    codes: Collection[Code],
    place: str = "",
    prefix: str = "",
    memo: str = "",
    at: datetime | None = None,
) -> Mark:
    """Mark words of a published case. `place` as in `knowhow.quotes`, '' looks everywhere; `prefix`: what stands before
    the words, where they stand there twice. Raises NotPossible with a sentence."""
    codes = _held(codes)
    case = _locked(case, by)
    if not codes:
        raise NotPossible(_("Please choose a code."))
    spot = find_spot(case, quote, place, prefix)
    mark = _same(case, spot) or _new(case, spot, by, at)
    _append_memo(mark, memo)
    _give(mark, codes, by, at)
    record(by, "mark", mark, case=case.public_id, codes=[code.name for code in codes])
    return mark


def _held(codes: Iterable[Code]) -> list[Code]:
    """The codes, locked, so that nobody merges them meanwhile; instead of one that was merged the one that took its marks.
    Before all other locks: whoever makes a code and marks with it holds the codebook already."""
    ids = {code.pk for code in codes}
    found = Code.objects.select_for_update().filter(pk__in=ids)
    return list(dict.fromkeys(code.merged_into or code for code in found.order_by("pk")))


def _locked(case: CaseStudy, by: Any) -> CaseStudy:
    """The case as it is published now, and nobody else marks it meanwhile."""
    CaseStudy.objects.select_for_update().only("pk").get(pk=case.pk)
    found = CaseStudy.objects.visible_to(by).filter(pk=case.pk).prefetch_related("terms", "rows").first()
    if found is None:
        raise NotPossible(_("This case is not published any more."))
    return found


def find_spot(case: CaseStudy, quote: str, place: str = "", prefix: str = "") -> Spot:
    """Where the words stand. Raises NotPossible when they are nowhere, at several places, or too many."""
    if len(quote) > QUOTE:
        raise NotPossible(_("Please mark %(n)s characters at most; several short marks say more.") % {"n": QUOTE})
    anchors = find_quote(case, quote, place) if quote.strip() else []
    if not anchors:
        raise NotPossible(_("These words do not stand in the case. Please copy them from this page, word by word."))
    if len(anchors) > 1 and not place:
        raise NotPossible(_("These words stand at %(n)s places. Please choose one.") % {"n": len(anchors)})
    found = anchors[0]
    meant = Anchor(found.public_id, found.section, found.row, found.quote, prefix) if prefix else found
    spot = locate(texts_of(case), meant)
    if spot is None:
        raise NotPossible(_("This part of the case cannot be marked."))
    return spot


def _same(case: CaseStudy, spot: Spot) -> Mark | None:
    passage = spot.passage
    same = {"section": passage.section, "row": passage.row, "field": passage.field, "start": spot.start}
    found = Mark.objects.standing().filter(case=case, **same)
    return next((mark for mark in found if mark.quote == spot.quote), None)


def _new(case: CaseStudy, spot: Spot, by: Any, at: datetime | None) -> Mark:
    mark = Mark(case=case, created_by=by, created_at=at or timezone.now())
    set_spot(mark, spot)
    set_facts(mark, case)
    mark.save()
    return mark


def set_spot(mark: Mark, spot: Spot) -> None:
    """Let the mark point there; it is not saved."""
    passage = spot.passage
    mark.section, mark.row, mark.field = passage.section, passage.row, passage.field
    mark.start, mark.quote, mark.lost_at = spot.start, spot.quote, None
    mark.prefix, mark.suffix = spot.around


def set_facts(mark: Mark, case: CaseStudy) -> None:
    """What the views cross with the codes. The step of an entry of the course is that entry's; it is not saved."""
    steps = {row.key: row.step for row in case.rows_of("course") if row.step}
    mark.step = steps.get(mark.row) or case.main_step
    mark.outcome, mark.size = case.outcome, case.company_size


def _append_memo(mark: Mark, memo: str) -> None:
    if memo.strip() and memo not in mark.memo:
        together = "\n\n".join(filter(None, [mark.memo, memo.strip()]))
        if len(together) > MEMO:
            raise NotPossible(_("Please shorten the memo: together with what stands there it is too long."))
        mark.memo = together
        mark.save(update_fields=["memo"])


def _give(mark: Mark, codes: Iterable[Code], by: Any, at: datetime | None = None) -> None:
    when = at or timezone.now()
    Coding.objects.bulk_create([Coding(mark=mark, code=c, by=by, at=when) for c in codes], ignore_conflicts=True)


@transaction.atomic
def change(mark: Mark, by: Any, codes: Collection[Code], memo: str, base: str) -> Mark:
    """Replace codes and memo. `base`: `state_of` the mark when the form was opened; raises Conflict when it is another."""
    codes = _held(codes)
    mark = Mark.objects.select_for_update().get(pk=mark.pk)
    if base != state_of(mark):
        raise Conflict(
            _("Somebody else changed this mark meanwhile. What you see here now is theirs, with your words below.")
        )
    if not codes:
        raise NotPossible(_("A mark keeps one code at least. You can delete the mark instead."))
    before = {coding.code_id for coding in mark.codings.all()}
    mark.codings.exclude(code__in=codes).delete()
    _give(mark, [code for code in codes if code.pk not in before], by)
    Mark.objects.filter(pk=mark.pk).update(memo=memo)
    record(by, "change", mark, codes=[code.name for code in codes], memo=[mark.memo, memo])
    return mark


def state_of(mark: Mark) -> str:
    """Codes and memo as one short text, to see whether they were changed."""
    codes = ".".join(str(pk) for pk in sorted(mark.codings.values_list("code", flat=True)))
    return f"{codes}-{hash_of(mark.memo)}"


def hash_of(text: str) -> str:
    """A short fingerprint."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@transaction.atomic
def delete(mark: Mark, by: Any) -> None:
    """Take the mark off. The audit keeps codes and memo."""
    names = [coding.code.name for coding in mark.codings.select_related("code")]
    record(by, "delete", mark, case=mark.case.public_id, codes=names, memo=mark.memo)
    mark.delete()


def proposal_for(mark: Mark, case: CaseStudy) -> Spot | None:
    """For a lost mark: the words that stand now where its own stood."""
    return between(texts_of(case), mark.anchor, QUOTE) if mark.lost_at else None


@transaction.atomic
def place_again(mark: Mark, by: Any, quote: str, place: str = "") -> Mark:
    """Let a lost mark point to other words of its case. Raises NotPossible."""
    case = _locked(mark.case, by)
    mark = Mark.objects.select_for_update().get(pk=mark.pk)
    set_spot(mark, find_spot(case, quote, place))
    set_facts(mark, case)
    mark.save()
    record(by, "place_again", mark, case=case.public_id)
    return mark
