"""Tags of talk for the pages of lower apps: case, article and step pages show their threads."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from bansou.access import is_member
from community import shown
from community.models import Thread

register = template.Library()
SHOWN = 10


@register.inclusion_tag("community/_threads_about.html", takes_context=True)
def threads_about(context: dict[str, Any], case: Any = None, article: Any = None, step: str = "") -> dict[str, Any]:
    """The talk about a case, an article or a step, and the way to start one. One query."""
    user = context["request"].user
    # The page itself was readable, so its threads are: no second look at the case's audience.
    threads = Thread.objects.filter(hidden_at=None, case=case, article=article)
    if step:
        threads = Thread.objects.visible_to(user).filter(case=None, article=None, step=step)
    found = list(threads.order_by("-last_post_at")[: SHOWN + 1])
    about = {"case": case.public_id} if case else {"article": article.public_id} if article else {"step": step}
    return {
        "items": shown.items(found[:SHOWN]),
        "more": len(found) > SHOWN,
        "new_url": f"{reverse('thread-new')}?{urlencode(about)}",
        "may_write": is_member(user),
        "step": step,
    }
