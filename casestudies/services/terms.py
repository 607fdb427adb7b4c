"""When a term of the vocabulary changes under the cases that carry it."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Q

from bansou.indexing.services import changed_many
from bansou.vocabulary import terms
from casestudies.models import CaseRow, CaseStudy, CaseTerm


@transaction.atomic
def move_terms(scheme: str, old: str, new: str, **kwargs: Any) -> None:
    """Give every case that carries `old` the term `new` instead; afterwards the index follows.

    The receiver of `codes_changed`. Rows that hold codes in their JSON are resolved where they are read.
    """
    ids = carriers([(scheme, old), *terms.descendants(scheme, old), *terms.descendants(scheme, new)])
    carried = CaseTerm.objects.filter(scheme=scheme, code=old)
    if old != new:
        there = CaseTerm.objects.filter(scheme=scheme, code=new).values("case_id")
        carried.filter(case_id__in=there).delete()
        carried.update(code=new)
    transaction.on_commit(lambda: reindex(ids))


def carriers(pairs: list[tuple[str, str]]) -> list[int]:
    """Ids of the cases that carry one of these terms, in the classification or in a row."""
    codes: dict[str, list[str]] = defaultdict(list)
    for scheme, code in pairs:
        codes[scheme].append(code)
    wanted = Q(*(Q(scheme=scheme, code__in=some) for scheme, some in codes.items()), _connector=Q.OR)
    found = set(CaseTerm.objects.filter(wanted).values_list("case_id", flat=True))
    rows = CaseRow.objects.filter(kind="failure_factors", data__pitfall__in=codes.get("pitfall", []))
    return sorted(found | set(rows.values_list("case_id", flat=True)))


def reindex(ids: list[int]) -> None:
    """Bring the index up to date for these cases."""
    found = CaseStudy.objects.published().filter(pk__in=ids)
    changed_many(CaseStudy.kind, list(found.values_list("public_id", flat=True)))
