"""「今日の仕事」: what waits for one person, whatever their role."""

from typing import Any

from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bansou.access import roles_of
from bansou.accounts.models import User
from bansou.markup import state_tag, tag
from casestudies.mine import FILTERS, cases_of, entry_of
from casestudies.models import CaseStudy
from casestudies.services.review import queue_for
from casestudies.state import State
from distil.home import lost_marks
from knowhow.desk import waiting_for
from knowhow.flags.todo import looking_after
from knowhow.models import Try
from knowhow.people import may_edit
from knowhow.training.todo import to_teach

Item = dict[str, Any]
SHOWN, OWN = 8, 3
RETURNED, BEGUN = FILTERS["returned"][1], FILTERS["draft"][1]
OUTDATED = FILTERS["published"][1] & Q(needs_update_since__isnull=False)
TEXTS = {
    State.RETURNED: gettext_lazy("Changes were requested. Your text is still there."),
    State.NEEDS_UPDATE: gettext_lazy("It is time for an update."),
    State.DRAFT: gettext_lazy("You can go on writing."),
}


def todo_for(user: Any) -> list[Item]:
    """Own cases that were sent back or need an update, reviews that wait, know-how to look after, tries to tell about,
    training to look after, marks without their words, people who wait for approval."""
    waiting = (own_cases, reviews, articles, looking_after, tries, to_teach, marks, approvals)
    return [item for found in waiting for item in found(user)][:SHOWN]


def own_cases(user: Any) -> list[Item]:
    """Cases that their author should look at again, and the newest drafts."""
    urgency = Case(When(RETURNED, then=0), When(OUTDATED, then=1), default=2)
    waiting = cases_of(user).filter(RETURNED | OUTDATED | BEGUN).prefetch_related("terms")
    return [_own_case(case) for case in waiting.order_by(urgency, "-latest_revision__created_at", "-pk")[:OWN]]


def _own_case(case: CaseStudy) -> Item:
    state = case.edit_state or case.state
    entry = entry_of(case)
    return {
        "lead": state_tag(state),
        "title": entry.title,
        "url": entry.next_url or case.get_absolute_url(),
        "text": TEXTS.get(state, ""),
    }


def reviews(user: Any) -> list[Item]:
    """One line for the queue of a checker or curator."""
    if not roles_of(user) & {"checker", "curator", "administrator"}:
        return []
    count = len(queue_for(user))
    if not count:
        return []
    text = ngettext("%(count)s case waits for a check.", "%(count)s cases wait for a check.", count) % {"count": count}
    return [{"lead": state_tag("submitted"), "title": _("Review"), "url": reverse("review-queue"), "text": text}]


def articles(user: Any) -> list[Item]:
    """One line for a curator: know-how that waits for a second pair of eyes."""
    count = waiting_for(user).count() if may_edit(user) else 0
    if not count:
        return []
    text = ngettext("%(count)s article waits for a check.", "%(count)s articles wait for a check.", count)
    title, url = _("Know-how to check"), f"{reverse('knowhow-mine')}?show=waiting"
    return [{"lead": state_tag("submitted"), "title": title, "url": url, "text": text % {"count": count}}]


def tries(user: Any) -> list[Item]:
    """One line for know-how that was tried and about which it was asked."""
    waiting = list(Try.objects.waiting(user)[:2])
    if not waiting:
        return []
    title, url = _("How did it go?"), waiting[0].get_absolute_url() if len(waiting) == 1 else reverse("tries")
    return [{"lead": tag(_("Know-how I try"), "flag"), "title": title, "url": url, "text": waiting[0].article.claim}]


def marks(user: Any) -> list[Item]:
    """One line for a curator: marks whose words an edit of a case took away."""
    return [{"lead": _("Marks"), **item} for item in lost_marks(user)] if may_edit(user) else []


def approvals(user: Any) -> list[Item]:
    """One line for people who wait for this manager or administrator."""
    managed = user.memberships.current().filter(is_manager=True).values("organisation")
    waiting = User.objects.waiting()
    if "administrator" not in roles_of(user):
        waiting = waiting.filter(memberships__organisation__in=managed)
    count = waiting.distinct().count()
    if not count:
        return []
    text = ngettext("%(count)s person waits for approval.", "%(count)s people wait for approval.", count) % {
        "count": count
    }
    return [
        {
            "lead": format_html("<span>{}</span>", _("Approval")),
            "title": _("Members"),
            "url": reverse("members"),
            "text": text,
        }
    ]
