"""What the demo files call people, cases, articles and days."""

from datetime import datetime
from functools import cache
from pathlib import Path

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bansou.accounts.models import User
from bansou.site.services import read_json
from casestudies.models import CaseStudy
from knowhow.models import Article

KNOWHOW = Path(__file__).parent / "demo" / "knowhow.json"


def person(key: str) -> User:
    """A demo account by its key."""
    return User.objects.get(email=f"{key}@example.jp")


def case_of(external_id: str) -> CaseStudy:
    """A demo case, with terms and rows."""
    return CaseStudy.objects.prefetch_related("terms", "rows").get(external_id=external_id)


def moment(text: str) -> datetime:
    """`2026-02-13T13:00`, or ten in the morning of `2026-02-13`."""
    found = parse_datetime(text if "T" in text else f"{text}T10:00")
    assert found is not None, text
    return found if timezone.is_aware(found) else timezone.make_aware(found)


@cache
def _claims() -> dict[str, str]:
    return {row["key"]: row["claim"] for row in read_json(KNOWHOW)}


def article_of(key: str) -> Article:
    """A demo article by its key."""
    return Article.objects.get(claim=_claims()[key])
