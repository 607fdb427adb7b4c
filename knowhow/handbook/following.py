"""Editions follow what stands in them: called inside the transaction of every change (`bansou.indexing.follow`)."""

from bansou.accounts.models import User
from bansou.indexing.models import Change
from casestudies.models import CaseStudy
from knowhow.handbook.services import close, holds
from knowhow.models import Article, HandbookEdition

KINDS = {Article.kind, CaseStudy.kind, User.kind}


def close_changed(change: Change) -> None:
    """Close the editions in which something stands that their readers may not read any more, or not as it stands there."""
    if change.kind not in KINDS:
        return
    for edition in HandbookEdition.objects.holding(change.kind, change.object_id):
        if not holds(edition, change.kind, change.object_id):
            close(edition)
