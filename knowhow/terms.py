"""When a term of the vocabulary changes under the articles that carry it."""

from typing import Any

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from bansou.indexing.services import changed_many
from bansou.vocabulary import terms
from knowhow.models import Article

COLUMNS = {"pitfall": "pitfalls", "step": "steps"}


def reindex(scheme: str, old: str, new: str, **kwargs: Any) -> None:
    """Bring the index up to date, after the commit. The receiver of `codes_changed`: codes are resolved where they are
    read, so the articles stay as they are."""
    if scheme not in COLUMNS:
        return
    below = [code for top in (old, new) for _scheme, code in terms.descendants(scheme, top)]
    carried = Q(*(Q(_codes__contains=f'"{code}"') for code in (old, new, *below)), _connector=Q.OR)
    listed = Article.objects.published().alias(_codes=Cast(COLUMNS[scheme], TextField())).filter(carried)
    transaction.on_commit(lambda: changed_many(Article.kind, list(listed.values_list("public_id", flat=True))))
