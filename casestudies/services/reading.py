"""What readers do with cases: 「参考になった」, own lists, private notes; and who may see a draft."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bansou import access
from bansou.indexing.services import changed
from casestudies.models import CaseFile, CaseStudy, Helpful, ReadingItem, ReadingList
from casestudies.state import RUNNING


@transaction.atomic
def mark_helpful(case: CaseStudy, user: Any, helpful: bool = True) -> None:
    """Set or take back the reader's 「参考になった」; saying it twice, or of one's own case, changes nothing."""
    case = CaseStudy.objects.select_for_update().get(pk=case.pk)
    if user.pk in case.owner_ids:
        return
    if helpful:
        Helpful.objects.get_or_create(case=case, user=user)
    else:
        Helpful.objects.filter(case=case, user=user).delete()
    count = Helpful.objects.filter(case=case).count()
    if count != case.helpful_count:
        CaseStudy.objects.filter(pk=case.pk).update(helpful_count=count)
        changed(case)


@transaction.atomic
def default_list(user: Any) -> ReadingList:
    """The reader's first list; made when there is none yet."""
    return ReadingList.objects.filter(user=user).first() or ReadingList.objects.create(user=user, name=_("Read later"))


@transaction.atomic
def keep(case: CaseStudy, user: Any) -> None:
    """Put the case on the reader's first list."""
    ReadingItem.objects.get_or_create(reading_list=default_list(user), case=case)


@transaction.atomic
def keep_on(case: CaseStudy, user: Any, lists: Iterable[ReadingList], new_list: str = "", note: str = "") -> None:
    """Let the case stand on exactly these lists of the reader (and a new one), with one private note."""
    chosen = list(lists)
    if new_list:
        chosen.append(ReadingList.objects.get_or_create(user=user, name=new_list)[0])
    ReadingItem.objects.filter(reading_list__user=user, case=case).exclude(reading_list__in=chosen).delete()
    for reading_list in chosen:
        ReadingItem.objects.update_or_create(reading_list=reading_list, case=case, defaults={"note": note})


def share_list(found: ReadingList, organisation: Any, note: str) -> None:
    """Let the colleagues of one of the reader's organisations look into a list; None ends it."""
    found.organisation, found.note = organisation, note
    found.save(update_fields=["organisation", "note"])


def forget_lists(user: Any, **_signal: Any) -> None:
    """Somebody left: the lists go with their notes."""
    ReadingList.objects.filter(user=user.pk).delete()


def may_see_draft(case: CaseStudy, user: Any) -> bool:
    """Authors see their drafts always, reviewers from submission on."""
    if not getattr(user, "is_authenticated", False):
        return False
    return user.pk in case.owner_ids or (access.is_staff(user) and case.edit_state in RUNNING)


def file_for(public_id: str, key: str, user: Any) -> CaseFile | None:
    """The picture or document of a case, of the published text or of a draft that `user` may see; else None."""
    case = CaseStudy.objects.visible_to(user).filter(public_id=public_id).first()
    if case and (found := case.files.filter(key=key).first()):
        return found
    case = case or CaseStudy.objects.filter(public_id=public_id).first()
    if case is None or not may_see_draft(case, user):
        return None
    return next((f for f in case.draft.files.all() if f.key == key), None)
