"""「今日の仕事」: what waits for one person, whatever their role."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.access import roles_of
from bansou.accounts.models import User
from bansou.site.markup import state_tag
from casestudies.models import CaseStudy
from casestudies.state import State

Item = dict[str, Any]
SHOWN = 6


def todo_for(user: Any) -> list[Item]:
    """Own cases that were sent back or need an update, reviews that wait, people who wait for approval."""
    return [*own_cases(user), *reviews(user), *approvals(user)][:SHOWN]


def own_cases(user: Any) -> list[Item]:
    """Cases that their author should look at again, and the newest drafts."""
    found = []
    for case in CaseStudy.objects.written_by(user).with_state().order_by("-id")[:30]:
        state = case.edit_state if case.edit_state == State.RETURNED else case.state
        text = {
            State.RETURNED: _("Changes were requested. Your text is still there."),
            State.NEEDS_UPDATE: _("It is time for an update."),
            State.DRAFT: _("You can go on writing."),
        }.get(state)
        if text:
            item = {
                "lead": state_tag(state),
                "title": str(case.draft),
                "url": reverse("case-edit", args=[case.public_id]),
                "text": text,
            }
            found.append((state == State.DRAFT, item))
    return [item for _draft, item in sorted(found, key=lambda pair: pair[0])][:3]


def reviews(user: Any) -> list[Item]:
    """One line for the queue of a checker or curator."""
    if not roles_of(user) & {"checker", "curator", "administrator"}:
        return []
    from casestudies.services.review import queue_for

    count = len(queue_for(user))
    if not count:
        return []
    text = ngettext("%(count)s case waits for a check.", "%(count)s cases wait for a check.", count) % {"count": count}
    return [{"lead": state_tag("submitted"), "title": _("Review"), "url": reverse("review-queue"), "text": text}]


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
