"""The demo know-how: written by one curator, published by another, with passages added on later days as new versions."""

from datetime import date
from typing import Any

from django.db import transaction

from bansou.accounts.models import User
from bansou.site.demo_names import KNOWHOW, case_of, moment
from bansou.site.services import read_json
from casestudies.models.rows import new_key
from knowhow import content, services
from knowhow.grade.services import set_strength
from knowhow.models import Article
from knowhow.quotes import find_quote, place_value

Data = dict[str, Any]
AS_THEY_ARE = (
    "claim", "situation", "body", "why", "works_when", "fails_when", "caveats", "examples", "steps", "pitfalls",
    "questions",
)  # fmt: skip


@transaction.atomic
def load_articles() -> int:
    """Articles that are not there yet. Returns how many."""
    return sum(_article(row) for row in read_json(KNOWHOW))


def _article(data: Data) -> bool:
    if Article.objects.filter(claim=data["claim"]).exists():
        return False
    people = User.objects.get(email=data["author"]), User.objects.get(email=data["reviewer"])
    days = sorted({max(row["since"], data["published_on"]) for row in data["evidence"]} | {data["published_on"]})
    article = services.create(people[0], _texts(data))
    for day in days:
        rows = [_evidence(row) for row in data["evidence"] if max(row["since"], data["published_on"]) == day]
        article = _publish(article, people, rows, date.fromisoformat(day))
    set_strength(article, people[1], data["strength"], data["strength_reason"])
    Article.objects.filter(pk=article.pk).update(
        first_published_at=moment(data["published_on"]), last_published_at=moment(days[-1])
    )
    return True


def _texts(data: Data) -> content.Content:
    texts = {name: data[name] for name in AS_THEY_ARE}
    return {**texts, "article_kind": data["kind"], "checklist": "\n".join(data["checklist"])}


def _publish(article: Article, people: tuple[User, User], rows: list[Data], day: date) -> Article:
    """One version: these passages come in, and a second curator says yes."""
    evidence = [*content.read(article.draft)["evidence"], *rows]
    article = services.save_draft(article, people[0], {"evidence": evidence})
    article = services.ask_review(article, people[0], on=day)
    return services.approve(article, people[1], article.latest_revision_id, on=day)


def _evidence(row: Data) -> Data:
    case = case_of(row["case"])
    key = "" if row.get("row") is None else case.rows_of(row["section"])[row["row"]].key
    anchor = find_quote(case, row["quote"], place_value(row["section"], key))[0]
    return {
        "key": new_key(),
        "case": case.public_id,
        "case_id": case.pk,
        "anchor": anchor.as_dict(),
        "stance": row["stance"],
        "remark": row["remark"],
        "since": date.fromisoformat(row["since"]),
    }
