"""Similar cases on a case page: up to two good and two failed ones, with the reason in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from casestudies.cards import card
from casestudies.models import CaseStudy, RelatedCase
from casestudies.structure import FAILURE, GOOD
from casestudies.texts import shown

PER_OUTCOME = 2
SHOWN_REASONS = 3
SEPARATOR = "、"  # names of terms have ・ in them
WORDS = "words"  # a reason of this "scheme": both stated issues say this word


@dataclass(frozen=True)
class Similar:
    """Cards: chosen by the author, and computed ones."""

    named: list[dict[str, Any]]
    computed: list[dict[str, Any]]


def similar_to(case: CaseStudy, user: Any) -> Similar:
    """Cards of what the author named and of what was computed, as far as `user` may read it. Three queries."""
    # Asked by themselves, and not as a join: SQLite would begin with all published cases.
    reasons = dict(RelatedCase.objects.filter(case=case).values_list("other_id", "reasons"))
    named = {row.data.get("case", ""): row.text for row in case.rows_of("related")}
    if not reasons and not named:
        return Similar([], [])
    chosen = Q(pk__in=list(reasons)) | Q(public_id__in=list(named)) if named else Q(pk__in=list(reasons))
    found = CaseStudy.objects.visible_to(user).filter(chosen).exclude(pk=case.pk).for_cards().in_bulk()
    by_id = {other.public_id: other for other in found.values()}
    near = [found[pk] for pk in reasons if pk in found and found[pk].public_id not in named]
    return Similar(
        [card(by_id[key], section_label=shown(text)) for key, text in named.items() if key in by_id],
        [card(other, section_label=reason_words(reasons[other.pk])) for other in two_of_each(near)],
    )


def two_of_each(cases: list[CaseStudy]) -> list[CaseStudy]:
    """The best good ones, then the best failed ones; `cases` come best first."""
    return [c for outcome in (GOOD, FAILURE) for c in [o for o in cases if o.outcome == outcome][:PER_OUTCOME]]


def reason_words(reasons: Iterable[Sequence[str]]) -> str:
    """`同じ壁（向き合わない壁）、表課題が似ている（人手／補助金）` of (scheme, code) pairs, strongest first; the code of the
    scheme `words` is a word that both stated issues say."""
    names = {
        "step": _("Same step"),
        "wall": _("Same wall"),
        "surface_issue": _("Similar stated issue"),
        WORDS: _("Similar stated issue"),
        "industry": _("Same industry"),
        "employee_band": _("Same size"),
        "company_size": _("Same size"),
        "theme": _("Same theme"),
        "situation": _("Same situation"),
        "pitfall": _("Same pitfall"),
        "cause": _("Same cause"),
    }
    shared: dict[str, list[str]] = {}
    for scheme, code in reasons:
        if scheme in names:
            shared.setdefault(names[scheme], []).append(terms.short(scheme, code))
    said = ((what, "／".join(dict.fromkeys(labels))) for what, labels in list(shared.items())[:SHOWN_REASONS])
    return SEPARATOR.join(_("%(what)s (%(term)s)") % {"what": what, "term": term} for what, term in said)
