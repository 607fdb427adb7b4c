"""What of the curators' work is about published know-how, for 「今日の仕事」."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowhow.models import Article, Proposal
from knowhow.people import may_edit


def looking_after(user: Any) -> list[dict[str, Any]]:
    """One line for flagged articles and one for proposals of members, as items of components/_items.html."""
    if not may_edit(user):
        return []
    flagged, proposed = Article.objects.flagged().count(), Proposal.objects.open().count()
    found = []
    if flagged:
        text = ngettext(
            "%(n)s article waits to be looked at again.", "%(n)s articles wait to be looked at again.", flagged
        )
        found.append(_item(_("Know-how to look at again"), "flagged", text % {"n": flagged}))
    if proposed:
        text = ngettext("%(n)s member proposes a change.", "%(n)s proposals of members wait.", proposed)
        found.append(_item(_("Proposals for know-how"), "proposals", text % {"n": proposed}))
    return found


def _item(title: str, show: str, text: str) -> dict[str, Any]:
    url = f"{reverse('knowhow-mine')}?show={show}"
    return {"lead": format_html("<span>{}</span>", _("Know-how")), "title": title, "url": url, "text": text}
