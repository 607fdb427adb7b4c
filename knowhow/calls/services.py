"""Calls: announcing them, entering cases, choosing, and making the results known. `at` dates what happened earlier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.accounts.models import User
from bansou.audit.models import record
from bansou.notifications.services import notify
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from casestudies.state import RUNNING
from knowhow.models import Call, Entry

ANNOUNCED, RESULTS = "call_announced", "call_results"
Choice = tuple[str, str]  # award ('' for none), citation


@transaction.atomic
def write(call: Call, values: Mapping[str, Any], by: Any) -> Call:
    """Store what a curator wrote about a call, by column; a new one is a draft."""
    new = call.pk is None
    for name, value in values.items():
        setattr(call, name, value)
    if new:
        call.by = by
    call.save(update_fields=None if new else list(values))
    record(by, "create_call" if new else "change_call", call)
    return call


@transaction.atomic
def announce(call: Call, by: Any, at: datetime | None = None) -> None:
    """Show the call to all members; they are told on the site (not by mail, and not about the past). Harmless when it is
    announced."""
    call = _lock(call)
    if call.announced_at:
        return
    call.announced_at = at or timezone.now()
    call.save(update_fields=["announced_at"])
    record(by, "announce_call", call)
    if at is None:
        people = User.objects.approved().exclude(pk=by.pk)
        notify(ANNOUNCED, people, url=call.get_absolute_url(), obj=call, mail=False, title=call.title)


@transaction.atomic
def discard(call: Call, by: Any) -> None:
    """Delete a call that was not announced."""
    call = _lock(call)
    if call.announced_at:
        raise NotPossible(_("This call was announced. It stays."))
    record(by, "discard_call", call)
    call.delete()


def _lock(call: Call) -> Call:
    return Call.objects.select_for_update().get(pk=call.pk)


# --- Entries ------------------------------------------------------------------------------------------------------------
def may_enter(case: CaseStudy) -> bool:
    """Published, or handed in and being checked."""
    return case.is_public_now or case.edit_state in RUNNING


@transaction.atomic
def enter(call: Call, case: CaseStudy, by: Any, at: datetime | None = None) -> Entry:
    """Enter an own case; pressing twice is once. Raises NotPossible."""
    call = _lock(call)
    if not call.is_open(timezone.localdate(at) if at else None):
        raise NotPossible(_("This call does not take entries now."))
    if by.pk not in case.owner_ids or not may_enter(case):
        raise NotPossible(_("You can enter cases of your own that are published or handed in."))
    entry, new = Entry.objects.get_or_create(call=call, case=case, defaults={"by": by, "at": at or timezone.now()})
    if new:
        record(by, "enter_call", call, case=case.public_id)
    return entry


@transaction.atomic
def take_back(entry: Entry, by: Any) -> None:
    """The case takes no part any more. Not after the results are out."""
    call = _lock(entry.call)
    if call.results_at:
        raise NotPossible(_("The results are out already."))
    record(by, "take_entry_back", call, case=entry.case.public_id)
    entry.delete()


# --- Choosing -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def choose(call: Call, choices: Mapping[str, Choice], by: Any) -> None:
    """Note what entries (by public id) are chosen for, and why. Readers see it once the results are out."""
    call = _lock(call)
    entries = list(call.entries.filter(public_id__in=choices))
    for entry in entries:
        entry.award, entry.citation = choices[entry.public_id]
    Entry.objects.bulk_update(entries, ["award", "citation"])
    show_awards(call)
    record(by, "choose_entries", call, awards={entry.public_id: entry.award for entry in entries if entry.award})


@transaction.atomic
def publish_results(call: Call, by: Any, at: datetime | None = None) -> None:
    """Make known which cases were chosen; whoever entered one is told. Harmless when it was done. Raises NotPossible
    while nothing is chosen."""
    call = _lock(call)
    if call.results_at:
        return
    if not call.announced_at or not call.entries.exclude(award="").exists():
        raise NotPossible(_("Choose at least one entry first."))
    call.results_at = at or timezone.now()
    call.save(update_fields=["results_at"])
    show_awards(call)
    record(by, "publish_results", call)
    if at is None:
        people = User.objects.approved().filter(pk__in=call.entries.values("by"))
        notify(RESULTS, people, url=call.get_absolute_url(), obj=call, title=call.title)


def show_awards(call: Call) -> None:
    """Write on the cases of a call what they were chosen for last, in whatever call: cards show it without asking."""
    chosen = Entry.objects.chosen().filter(case__in=call.entries.values("case")).order_by("call__results_at", "pk")
    newest = dict(chosen.values_list("case", "award"))
    for case in CaseStudy.objects.filter(entries__call=call).only("award"):
        if case.award != (award := newest.get(case.pk, "")):
            CaseStudy.objects.filter(pk=case.pk).update(award=award)
