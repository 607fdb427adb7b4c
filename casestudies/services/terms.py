"""When a term of the vocabulary changes under the cases that carry it."""

from typing import Any

from django.db import transaction

from bansou.indexing.services import changed_id
from casestudies.models import CaseStudy, CaseTerm

BATCH = 200  # cases of one transaction: others may write in between


@transaction.atomic
def move_terms(scheme: str, old: str, new: str, **kwargs: Any) -> None:
    """Give every case that carries `old` the term `new` instead; afterwards the index follows, batch by batch.

    The receiver of `codes_changed`. Rows that hold codes in their JSON are resolved where they are read.
    """
    carried = CaseTerm.objects.filter(scheme=scheme, code=old)
    ids = list(dict.fromkeys(carried.order_by("case_id").values_list("case_id", flat=True)))
    if old != new:
        there = CaseTerm.objects.filter(scheme=scheme, code=new).values("case_id")
        carried.filter(case_id__in=there).delete()
        carried.update(code=new)
    transaction.on_commit(lambda: reindex(ids))


def reindex(ids: list[int]) -> None:
    """Bring the index up to date for these cases."""
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            found = CaseStudy.objects.published().filter(pk__in=ids[start : start + BATCH])
            for public_id in found.values_list("public_id", flat=True):
                changed_id(CaseStudy.kind, public_id)
