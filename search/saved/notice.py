"""The notice of new results: made of ids, put into words when its reader opens it or the mail goes out."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from bansou.accounts.models import User
from bansou.notifications.contents import Content
from bansou.notifications.models import Event
from search.models import SavedQuery
from search.saved.news import Found, named

SALT = "search.alerts"


def contents(user: Any, events: list[Event]) -> dict[int, Content]:
    """What `user` may read now of what these notices name; one of which nothing is left is not there."""
    keys = {key for event in events for group in event.data["groups"] for key in group["keys"]}
    found = named(keys, user)
    ids = {group["saved"] for event in events for group in event.data["groups"]}
    queries = {saved.public_id: saved for saved in SavedQuery.objects.filter(owner=user.pk, public_id__in=ids)}
    listed = {event.pk: _groups(event, queries, found) for event in events}
    stop = settings.SITE_URL + stop_path(user)
    return {pk: _content(groups, stop) for pk, groups in listed.items() if groups}


def _groups(event: Event, queries: dict[str, SavedQuery], found: dict[str, Found]) -> list[dict[str, Any]]:
    groups = []
    for group in event.data["groups"]:
        items = [found[key] for key in group["keys"] if key in found]
        if items and (saved := queries.get(group["saved"])):
            more = group["count"] - len(group["keys"])
            groups.append(
                {"name": saved.name, "url": settings.SITE_URL + saved.search_url, "items": items, "more": more}
            )
    return groups


def _content(groups: list[dict[str, Any]], stop: str) -> Content:
    count = sum(len(group["items"]) + group["more"] for group in groups)
    data = {"groups": groups, "count": count, "stop_url": stop}
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Content(data, headers)


# --- The way out of the mails, without signing in ----------------------------------------------------------------------
def stop_path(user: Any) -> str:
    """The page that ends all alerts of this person."""
    return reverse("alerts-stop", args=[signing.Signer(salt=SALT).sign(user.public_id)])


def person_of(token: str) -> User | None:
    """The person whose mail held this link; None when nobody's did."""
    try:
        public_id = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return User.objects.filter(public_id=public_id).first()
