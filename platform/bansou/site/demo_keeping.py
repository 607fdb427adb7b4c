"""Demo content for keeping up: saved searches, and a reading list that colleagues see."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.accounts.models import Organisation, User
from bansou.site.services import read_json
from casestudies.models import CaseStudy, ReadingItem, ReadingList
from search.models import SavedQuery
from search.saved.news import Mark
from search.saved.schedule import next_due
from search.state import parse_query_string


@transaction.atomic
def load_keeping(path: Any) -> int:
    """What is there stays. The demo cases are of the past, so nothing of them is news."""
    data = read_json(path)
    return sum(_search(**row) for row in data["searches"]) + sum(_list(**row) for row in data["lists"])


def _search(owner: str, query: str, name: str, note: str, alert: str) -> bool:
    person = User.objects.get(email=owner)
    if SavedQuery.objects.filter(owner=person, name=name).exists():
        return False
    mark = Mark.today().stored()
    saved = SavedQuery(owner=person, name=name, note=note, alert=alert, told=mark, looked=mark)
    saved.query, saved.due_at = parse_query_string(query).canonical, next_due(alert, timezone.now())
    saved.save()
    return True


def _list(owner: str, organisation: str, name: str, note: str, cases: list[str]) -> bool:
    person = User.objects.get(email=owner)
    shared = {"note": note, "organisation": Organisation.objects.get(name=organisation)}
    made, is_new = ReadingList.objects.get_or_create(user=person, name=name, defaults=shared)
    for external_id in reversed(cases) if is_new else ():  # the last one put on a list stands first
        ReadingItem.objects.create(reading_list=made, case=CaseStudy.objects.get(external_id=external_id))
    return is_new
