"""Who is told what at each turn of a case. Mails say the title and where to go, never the firm nor the text."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from bansou.accounts.models import User
from bansou.accounts.roles import ADMINISTRATOR, CHECKER
from bansou.notifications.models import Delivery
from bansou.notifications.services import notify
from casestudies.models import CaseStudy
from casestudies.reviewers import impartial_reviewers
from casestudies.state import State


def authors_of(case: CaseStudy) -> list[User]:
    """The author and co-authors who still have an account."""
    return list(User.objects.filter(pk__in=case.owner_ids, is_active=True))


def guardians() -> list[User]:
    """Checkers and administrators: those who answer for what is public."""
    return list(User.objects.in_role(CHECKER, ADMINISTRATOR))


def tell(
    verb: str, people: Iterable[Any], case: CaseStudy, url: str, key: str = "", mail: bool = True, **data: Any
) -> None:
    """Tell people about a case; `title` of the newest text is always there."""
    notify(f"case_{verb}", people, url=url, obj=case, key=key, mail=mail, title=str(case.draft), **data)


def told(verb: str, key: str) -> bool:
    """Was anybody told about this already? For jobs that run every day."""
    return Delivery.objects.filter(key__startswith=f"{key}:case_{verb}:").exists()


def _edit(case: CaseStudy) -> str:
    return reverse("case-edit", args=[case.public_id])


def _review(case: CaseStudy) -> str:
    return reverse("review-case", args=[case.public_id])


def submitted(case: CaseStudy, days: int) -> None:
    """The author gets a receipt (both checks take about `days` days); those who check anonymity are told."""
    tell("submitted", authors_of(case), case, reverse("my-cases"), days=days)
    waiting(case, State.PRIVACY_CHECK)


def waiting(case: CaseStudy, stage: str) -> None:
    """Everybody who may check this stage is told, once per check."""
    task = case.current_workflow_task_state
    tell(f"waiting_{stage}", impartial_reviewers(case, stage), case, _review(case), key=f"task:{task.pk}")


def privacy_checked(case: CaseStudy) -> None:
    """The author sees on the site how far it is; curators are told."""
    tell("privacy_checked", authors_of(case), case, reverse("my-cases"), mail=False)
    waiting(case, State.CONTENT_CHECK)


def returned(case: CaseStudy, count: int) -> None:
    """Changes are asked for at `count` places."""
    tell("returned", authors_of(case), case, _edit(case), count=count)


def published(case: CaseStudy) -> None:
    """The case can be read now."""
    tell("published", authors_of(case), case, case.get_absolute_url())


def hidden(case: CaseStudy, by: Any) -> None:
    """Hidden in an emergency: the author, and all who answer for what is public, except whoever did it."""
    tell("hidden", authors_of(case), case, reverse("my-cases"))
    others = [person for person in guardians() if person.pk != by.pk]
    tell("hidden_checkers", others, case, _review(case), by=str(by))


def shown_again(case: CaseStudy) -> None:
    """The emergency is over."""
    tell("shown_again", authors_of(case), case, case.get_absolute_url())


def update_requested(case: CaseStudy) -> None:
    """Somebody asks for an update of a published case; the reason stands in the form, not in the mail."""
    tell("update_requested", authors_of(case), case, _edit(case))


def ongoing_again(case: CaseStudy, months: int) -> None:
    """A case in progress is asked after."""
    tell("ongoing_again", authors_of(case), case, _edit(case), months=months)


def consent_soon(case: CaseStudy, days: int, key: str) -> None:
    """A consent ends in `days` days."""
    tell("consent_soon", authors_of(case), case, reverse("my-cases"), key=key, days=days)


def consent_gone(case: CaseStudy, expired: bool) -> None:
    """Publication ended because a consent was withdrawn or ran out."""
    verb = "consent_expired" if expired else "consent_gone"
    tell(verb, authors_of(case), case, reverse("my-cases"))
    tell(f"{verb}_checkers", guardians(), case, _review(case))
