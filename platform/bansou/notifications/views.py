"""One's own notices."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from bansou.forms import page_number
from bansou.notifications.contents import Content, contents_of
from bansou.notifications.models import Delivery
from bansou.notifications.readers import closed_to
from bansou.notifications.services import mark_read, notices_of, text_of

PER_PAGE = 20


@dataclass(frozen=True)
class Notice:
    """What the page shows of a delivery: its subject without the site's name, and the first line of its text."""

    delivery: Delivery
    title: str
    text: str


def notice_of(delivery: Delivery, content: Content | None, closed: bool = False) -> Notice:
    """The notice in the language of the page; of a `closed` object, or without content, it says only that."""
    if closed or content is None:
        return Notice(delivery, gettext("What this notice was about can no longer be read."), "")
    subject, body = text_of(delivery.event, get_language() or "", content)
    return Notice(delivery, subject.removeprefix("[Bansou]").strip(), body.partition("\n")[0].strip())


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All notices, newest first."""
    page = Paginator(notices_of(request.user), PER_PAGE).get_page(page_number(request.GET.get("page")))
    events = [delivery.event for delivery in page]
    closed, contents = closed_to(request.user, events), contents_of(request.user, events)
    shown = [notice_of(d, contents.get(d.event_id), d.event_id in closed) for d in page]
    return render(request, "notifications/notices.html", {"page": page, "notices": shown})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Nothing is new any more."""
    mark_read(request.user)
    return redirect("notices")


@login_required
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads. A POST: a GET writes nothing."""
    delivery = get_object_or_404(notices_of(request.user), pk=pk)
    mark_read(request.user, [delivery.pk])
    return redirect(delivery.event.url)
