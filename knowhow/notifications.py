"""Who is told what about an article. Mails say the claim and where to go."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from bansou.notifications.services import notify
from knowhow.models import Article, Flag, Proposal
from knowhow.people import editors, writers


def _tell(verb: str, people: Iterable[Any], article: Article, url: str, **data: Any) -> None:
    notify(f"knowhow_{verb}", people, url=url, obj=article, title=article.newest_claim, **data)


def _review(article: Article) -> str:
    return reverse("knowhow-review", args=[article.public_id])


def waiting(article: Article) -> None:
    """Everybody who may review the text is told that it waits."""
    _tell("waiting", editors(without=article.writer_ids), article, _review(article))


def published(article: Article, people: Iterable[Any], by: Any) -> None:
    """The writers hear that a second curator approved it. `people`: asked for before publication."""
    _tell("published", [person for person in people if person.pk != by.pk], article, article.get_absolute_url())


def returned(article: Article, by: Any) -> None:
    """The writers hear that changes are asked for; the note stands on the page, not in the mail."""
    people = [person for person in writers(article) if person.pk != by.pk]
    _tell("returned", people, article, reverse("knowhow-edit", args=[article.public_id]))


def withdrawn(article: Article, by: Any) -> None:
    """All other curators hear that a publication was ended."""
    _tell("withdrawn", editors(without=[by.pk]), article, _review(article), reason=article.withdrawn_reason)


def flagged(article: Article, flag: Flag) -> None:
    """Curators find on the site that an article waits to be looked at again; it stands in their work, so no mail."""
    grades = {"before": flag.grade_before, "after": flag.grade_after}
    url = reverse("knowhow-care", args=[article.public_id])
    notify(
        "knowhow_flagged",
        editors(),
        url=url,
        obj=article,
        mail=False,
        title=article.claim,
        reason=flag.reason,
        **grades,
    )


def proposed(proposal: Proposal) -> None:
    """Curators hear that a member would change something."""
    people = editors(without=[proposal.by_id])
    notify("knowhow_proposed", people, url=proposal.get_absolute_url(), obj=proposal, title=proposal.article.claim)


def answered(proposal: Proposal) -> None:
    """Who proposed a change hears what became of it; the answer stands on its page."""
    verb = f"knowhow_proposal_{proposal.answer}"
    notify(verb, [proposal.by], url=proposal.get_absolute_url(), obj=proposal, title=proposal.article.claim)
