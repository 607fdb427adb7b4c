"""Similar cases on a case page: up to two good and two failed ones, with the reason in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from casestudies.cards import card
from casestudies.models import CaseStudy
from casestudies.structure import FAILURE, GOOD
from casestudies.texts import shown

PER_OUTCOME = 2
SHOWN_REASONS = 3
SEPARATOR = "、"  # names of terms have ・ in them


@dataclass(frozen=True)
class Similar:
    """Cards: chosen by the author, and computed ones."""

    named: list[dict[str, Any]]
    computed: list[dict[str, Any]]


def similar_to(case: CaseStudy, user: Any) -> Similar:
    """Cards of what the author named and of what was computed, as far as `user` may read it. Three queries, four where
    the author named some."""
    named = _named(case, user)
    reasons = {pk: why for pk, why in two_of_each(case, user).items() if pk not in named}
    if not named and not reasons:
        return Similar([], [])
    # Both were asked with the reader's rights; the rows themselves need no second look.
    found = CaseStudy.objects.for_cards().in_bulk([*named, *reasons])
    return Similar(
        [card(found[pk], section_label=shown(text)) for pk, text in named.items()],
        [card(found[pk], section_label=reason_words(why)) for pk, why in reasons.items()],
    )


def _named(case: CaseStudy, user: Any) -> dict[int, str]:
    """The author's words by primary key of the cases that the author named and that `user` may read."""
    texts = {row.data.get("case", ""): row.text for row in case.rows_of("related")}
    if not texts:
        return {}
    readable = CaseStudy.objects.visible_to(user).filter(public_id__in=list(texts)).exclude(pk=case.pk)
    pks = dict(readable.values_list("public_id", "pk"))
    return {pks[key]: text for key, text in texts.items() if key in pks}


def two_of_each(case: CaseStudy, user: Any) -> dict[int, list[list[str]]]:
    """Reasons by primary key of the most similar good cases that `user` may read, then of the failed ones."""
    near = CaseStudy.objects.visible_to(user).filter(similar_to__case=case, terms__scheme="outcome")
    near = near.order_by("-similar_to__score", "-pk")
    rows = list(near.values_list("pk", "terms__code", "similar_to__reasons"))
    chosen = [[row for row in rows if row[1] == outcome][:PER_OUTCOME] for outcome in (GOOD, FAILURE)]
    return {pk: why for group in chosen for pk, _outcome, why in group}


def reason_words(reasons: list[list[str]]) -> str:
    """`同じ壁（向き合わない壁）・同じ業種（製造業）` of (scheme, code) pairs, strongest first."""
    names = {
        "step": _("Same step"),
        "wall": _("Same wall"),
        "surface_issue": _("Similar stated issue"),
        "industry": _("Same industry"),
        "employee_band": _("Same size"),
        "theme": _("Same theme"),
        "situation": _("Same situation"),
        "pitfall": _("Same pitfall"),
        "cause": _("Same cause"),
    }
    shared: dict[str, list[str]] = {}
    for scheme, code in reasons:
        if scheme in names:
            shared.setdefault(scheme, []).append(terms.short(scheme, code))
    said = ((names[scheme], "／".join(labels)) for scheme, labels in list(shared.items())[:SHOWN_REASONS])
    return SEPARATOR.join(_("%(what)s (%(term)s)") % {"what": what, "term": term} for what, term in said)
