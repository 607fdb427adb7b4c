"""/distil/: the curators' first page, and what waits there for one of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from distil.collections.page import rows_of
from distil.models import Collection, Mark
from knowhow.desk import waiting_for
from knowhow.people import may_edit
from knowhow.views.doors import curator_required

SHOWN = 6
# (url name, title, what one does there): the ways on from the first page, in the order of the work.
WAYS = (
    (
        "codebook",
        gettext_lazy("Codebook"),
        gettext_lazy("What the codes mean, how they stand together, what was changed."),
    ),
    (
        "crossings",
        gettext_lazy("Views over the marks"),
        gettext_lazy("Codes by step, by good and failed, by size, and together."),
    ),
    (
        "contrast",
        gettext_lazy("Significant terms"),
        gettext_lazy("What failed cases say more often than good ones, or any two selections."),
    ),
    (
        "twins",
        gettext_lazy("Twins: good and failed"),
        gettext_lazy("Two cases that were alike and ended differently, side by side."),
    ),
    (
        "issue-flows",
        gettext_lazy("Map of real issues"),
        gettext_lazy("From stated issues to what lay behind them, over all cases."),
    ),
    (
        "knowhow-mine",
        gettext_lazy("Editing know-how"),
        gettext_lazy("What was learned becomes an article that rests on passages."),
    ),
)


@never_cache
@require_safe
@curator_required
def home(request: HttpRequest) -> HttpResponse:
    """Collections in work, what waits, the ways on."""
    mine = Collection.objects.open().select_related("created_by")
    ways = [{"title": title, "url": reverse(name), "text": text} for name, title, text in WAYS]
    context = {
        "rows": rows_of(mine[:SHOWN], request.user),
        "more": mine.count() > SHOWN,
        "waiting": waiting(request.user),
        "ways": ways,
        "marks": Mark.objects.visible_to(request.user).standing().count(),
    }
    return render(request, "distil/home.html", context)


def waiting(user: Any) -> list[dict[str, str]]:
    """What a curator should look at, as items of components/_items.html; nothing for others."""
    if not may_edit(user):
        return []
    return [*lost_marks(user), *_articles(user)]


def lost_marks(user: Any) -> list[dict[str, str]]:
    """One line for marks whose words an edit of their case took away. Only curators are asked."""
    count = Mark.objects.visible_to(user).lost().count()
    if not count:
        return []
    text = ngettext(
        "%(count)s mark lost its words when a case was edited.",
        "%(count)s marks lost their words when cases were edited.",
        count,
    )
    return [{"title": _("Marks to look at"), "url": reverse("marks-lost"), "text": text % {"count": count}}]


def _articles(user: Any) -> list[dict[str, str]]:
    count = waiting_for(user).count()
    if not count:
        return []
    text = ngettext("%(count)s article waits for a check.", "%(count)s articles wait for a check.", count)
    url = f"{reverse('knowhow-mine')}?show=waiting"
    return [{"title": _("Know-how to check"), "url": url, "text": text % {"count": count}}]
