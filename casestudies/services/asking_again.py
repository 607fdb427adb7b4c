"""Cases in progress are asked after: how did it go on?"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bansou.audit.models import record
from casestudies import notifications
from casestudies.models import CaseStudy
from casestudies.services.drafts import lock
from casestudies.structure import ONGOING

MONTHS = 6


def ask_ongoing_again() -> int:
    """Ask the authors of published cases in progress that nobody touched for six months; returns how many were asked.

    Runs every day. The mark `needs_update_since` keeps it from asking twice; a new publication takes it away.
    """
    before = timezone.now() - timedelta(days=30 * MONTHS + 3)
    ongoing = CaseStudy.objects.published().filter(terms__scheme="outcome", terms__code=ONGOING)
    due = ongoing.filter(needs_update_since=None, last_published_at__lt=before).distinct()
    return sum(_ask(case) for case in due)


@transaction.atomic
def _ask(case: CaseStudy) -> bool:
    case = lock(case)
    if case.needs_update_since or not case.is_public_now:
        return False
    CaseStudy.objects.filter(pk=case.pk).update(needs_update_since=timezone.now())
    record(None, "ask_ongoing_again", case)
    published = case.last_published_at or timezone.now()
    notifications.ongoing_again(case, (timezone.now() - published).days // 30)
    return True
