"""Write a proposal, take it up, leave it."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from bansou.public_id import PATTERN, new_public_id
from casestudies.services.refusal import NotPossible, Overtaken
from knowhow import notifications, services
from knowhow.models import Article, Proposal, ProposalQuerySet
from knowhow.people import may_edit

WHOLE, CLAIM = "", "claim"
LISTED = ("works_when", "fails_when", "caveats", "checklist")  # one item per line
Answer = Proposal.Answer


def readable_to(user: Any) -> ProposalQuerySet:
    """Proposals that `user` may read: their own, and all of them as a curator."""
    return Proposal.objects.all() if may_edit(user) else Proposal.objects.of(user)


def readable_ids(user: Any, public_ids: set[str]) -> set[str]:
    """Those of the proposals that `user` may read (notices ask)."""
    return set(readable_to(user).filter(public_id__in=public_ids).values_list("public_id", flat=True))


@transaction.atomic
def _propose(article: Article, by: Any, values: dict[str, str], public_id: str) -> Proposal:
    proposal = Proposal.objects.create(article=article, by=by, public_id=public_id, **values)
    record(by, "propose", article, proposal=public_id, part=proposal.part)
    notifications.proposed(proposal)
    return proposal


def propose(article: Article, by: Any, values: dict[str, str], public_id: str = "") -> Proposal:
    """Store a proposal (`values`: part, text, reason) and tell the curators. The same form makes one only."""
    public_id = public_id if re.fullmatch(PATTERN, public_id) else new_public_id()
    try:
        return _propose(article, by, values, public_id)
    except IntegrityError:
        mine = Proposal.objects.filter(by=by, article=article, public_id=public_id).first()
        return mine or _propose(article, by, values, new_public_id())


@transaction.atomic
def accept(proposal: Proposal, by: Any, note: str = "") -> Article:
    """Put the words into the article's draft, under what is there; a second curator decides about it as ever. Raises
    NotPossible while the article is being reviewed, or when the words do not fit."""
    proposal = _answer(proposal, by, Answer.ACCEPTED, note)
    article, part = proposal.article, proposal.part
    if part != WHOLE:
        article = services.save_draft(article, by, {part: _joined(article.draft, part, proposal.text)})
    notifications.answered(proposal)
    return article


@transaction.atomic
def decline(proposal: Proposal, by: Any, note: str) -> None:
    """Leave the article as it is; the member is told, and reads why."""
    notifications.answered(_answer(proposal, by, Answer.DECLINED, note))


def _answer(proposal: Proposal, by: Any, answer: str, note: str) -> Proposal:
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("article", "by").get(pk=proposal.pk)
    if proposal.answer:
        raise Overtaken(_("Somebody has answered this proposal already."))
    proposal.answer, proposal.answer_note = answer, note
    proposal.answered_at, proposal.answered_by = timezone.now(), by
    proposal.save(update_fields=["answer", "answer_note", "answered_at", "answered_by"])
    record(by, f"proposal_{answer}", proposal.article, proposal=proposal.public_id)
    return proposal


def _joined(draft: Article, part: str, words: str) -> str:
    """The words under what stands there; a claim is replaced."""
    before = getattr(draft, part).rstrip()
    between = "\n" if part in LISTED else "\n\n"
    joined = words if part == CLAIM or not before else f"{before}{between}{words}"
    if len(joined) > (Article._meta.get_field(part).max_length or 0):
        raise NotPossible(_("The words do not fit into this part any more. Please write them into the draft yourself."))
    return joined
