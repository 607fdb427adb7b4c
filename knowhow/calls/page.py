"""What the pages of calls show, for one reader."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies.byline import PublicAuthor
from casestudies.cards import card
from casestudies.mine import entry_of
from casestudies.models import CaseStudy
from casestudies.query import PUBLISHED
from casestudies.state import RUNNING
from knowhow.calls.forms import AwardForm
from knowhow.models import Call, Entry

OFFERED = 100  # own cases in the list


@dataclass(frozen=True)
class Chosen:
    """A chosen entry that the reader may see."""

    entry: Entry
    card: dict[str, Any]
    author: PublicAuthor


def chosen_in(call: Call, user: Any) -> list[Chosen]:
    """The chosen cases that `user` may read, in the order of entry; [] before the results are out."""
    entries = list(call.entries.visible_to(user))
    cases = CaseStudy.objects.visible_to(user).select_related("author", "organisation").prefetch_related("terms")
    found = cases.in_bulk([entry.case_id for entry in entries])
    return [_chosen(entry, found[entry.case_id]) for entry in entries if entry.case_id in found]


def _chosen(entry: Entry, case: CaseStudy) -> Chosen:
    return Chosen(entry, card(case, award=""), case.public_author)  # the award stands above the card


def others_in(call: Call, shown: int) -> str:
    """How many chosen cases the reader does not see, in words; '' for none. Nothing of the cases is read."""
    count = call.entries.chosen().filter(case__in=CaseStudy.objects.published()).count() - shown
    words = ngettext(
        "There is %(n)s more case that few may read.", "There are %(n)s more cases that few may read.", count
    )
    return words % {"n": count} if count > 0 else ""


# --- One's own ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OwnCase:
    """An own case by its newest title; `entry` when it takes part."""

    case: CaseStudy
    title: str
    entry: Entry | None


def own_cases(call: Call, user: Any) -> list[OwnCase]:
    """Own cases that take part or, while the call is open, could; the newest first."""
    own = CaseStudy.objects.written_by(user)
    entries = {entry.case_id: entry for entry in call.entries.filter(case__in=own)}
    possible = Q(pk__in=entries)
    if call.is_open():
        possible |= PUBLISHED | Q(workflow_status="in_progress")
    cases = own.with_state().filter(possible).select_related("latest_revision").prefetch_related("terms", "remarks")
    return [OwnCase(case, entry_of(case).title, entries.get(case.pk)) for case in cases.order_by("-pk")[:OFFERED]]


# --- For curators -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """One entry to decide about. `title` and `url` are '' while nobody may read the case: taken back, or withdrawn."""

    entry: Entry
    form: AwardForm
    title: str
    url: str
    author: str
    state: str


def rows_of(call: Call, user: Any, data: Any = None) -> list[Row]:
    """All entries with their forms. The author stands there only as readers of the case see it."""
    entries = list(call.entries.all())
    ids = [entry.case_id for entry in entries]
    cases = _in_review(CaseStudy.objects.filter(pk__in=ids))
    readable = CaseStudy.objects.visible_to(user).select_related("author", "organisation").prefetch_related("terms")
    public = readable.in_bulk(ids)
    return [
        _row(entry, AwardForm(entry, data), public.get(entry.case_id), cases.get(entry.case_id)) for entry in entries
    ]


def _in_review(cases: QuerySet[CaseStudy]) -> dict[int, CaseStudy]:
    """Cases that are being checked: curators read them there."""
    found = cases.with_state().select_related("latest_revision").prefetch_related("terms", "remarks")  # type: ignore[attr-defined]
    return {case.pk: case for case in found if case.edit_state in RUNNING and not case.is_public_now}


def _row(entry: Entry, form: AwardForm, public: CaseStudy | None, checked: CaseStudy | None) -> Row:
    if public:
        return Row(entry, form, str(public), public.get_absolute_url(), public.public_author.name, "")
    if checked:
        url = reverse("review-case", args=[checked.public_id])
        return Row(entry, form, entry_of(checked).title, url, "", _("Being checked; shown once it is published"))
    return Row(entry, form, "", "", "", _("This case is not published now."))
