"""Which cases are near a case in hand, and why.

Closeness is a sum, the same on every engine:

- what both have in common of the chosen terms, each with its weight (`WEIGHTS`: walls and the main step most);
- `WORD` for each telling word of the sentence that the other's stated issue says too, three at most;
- `TEXT` × relevance of the sentence, as the engine ranks it, against its best hit.

The first two are also the reasons given, so a reason is true by construction; relevance alone is none, and a case
without a reason is left out. Equal ones: the newer first, then by id. Only the best `LOOKED_AT` of each outcome are read
from the database, under the reader's rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casestudies.models import CaseStudy, CaseTerm
from casestudies.similar import WORDS as BY_WORDS
from casestudies.similar import reason_words
from casestudies.structure import FAILURE, GOOD
from search.fromcase.candidates import Candidates, candidates
from search.fromcase.situation import Situation
from search.likeness import shared, telling

WEIGHTS = {
    "wall": 3.0,
    "step": 3.0,
    "surface_issue": 2.5,
    "industry": 2.0,
    "employee_band": 1.5,
    "company_size": 0.8,
}
OTHER_STEP = 0.4  # of the weight: the step occurs in the case, which is mainly about another one
WORD, WORDS, TEXT = 1.5, 3, 1.5
LOOKED_AT = 8  # of each outcome
NEAR, LEAST = 0.45, 3  # of the closest one's closeness: what lies farther is not near, unless there are few

Reason = tuple[str, str]  # (scheme, code), or ("words", a word)
Codes = dict[str, list[tuple[str, bool]]]  # scheme → (code, is the main one)


@dataclass(frozen=True)
class Near:
    """A case, how close it is, and what both have in common, strongest first."""

    case: CaseStudy
    closeness: float
    reasons: tuple[Reason, ...]

    @property
    def why(self) -> str:
        """The reasons in words."""
        return reason_words(self.reasons)

    @property
    def has_alike_issue(self) -> bool:
        """Is the stated issue alike, by its type or its words?"""
        return any(scheme in {"surface_issue", BY_WORDS} for scheme, _code in self.reasons)


@dataclass(frozen=True)
class Neighbourhood:
    """Near cases by outcome, closest first; `degraded`: only terms and newest cases could be looked at."""

    good: list[Near]
    failed: list[Near]
    degraded: bool = False

    @property
    def all(self) -> list[Near]:
        """Both, closest first."""
        return sorted([*self.good, *self.failed], key=_order)


def neighbourhood(asked: Situation, user: Any) -> Neighbourhood:
    """The good and the failed cases that are near, as `user` may read them."""
    found = candidates(asked, user)
    ranked = _ranked(found, asked)
    wanted = [public_id for outcome in (GOOD, FAILURE) for public_id in ranked.get(outcome, [])[:LOOKED_AT]]
    cases = CaseStudy.objects.visible_to(user).filter(public_id__in=wanted).prefetch_related("terms", "rows")
    words = telling(asked.text)
    near = sorted((_near(case, asked, found, words) for case in cases), key=_order)
    good, failed = ([n for n in near if n.case.outcome == outcome and n.reasons] for outcome in (GOOD, FAILURE))
    return Neighbourhood(_close(good), _close(failed), found.degraded)


def _ranked(found: Candidates, asked: Situation) -> dict[str, list[str]]:
    """Outcome → public ids by terms and relevance, before any text is read."""
    codes = _codes_of(found)
    score = {id: _by_codes(asked, own)[0] + TEXT * found.relevance(id) for id, own in codes.items()}
    ranked: dict[str, list[str]] = {}
    for public_id in sorted(codes, key=lambda id: (-score[id], id)):
        for outcome, _is_main in codes[public_id].get("outcome", ()):
            ranked.setdefault(outcome, []).append(public_id)
    return ranked


def _codes_of(found: Candidates) -> dict[str, Codes]:
    """Public id → codes of the candidates. In two queries: as a join SQLite reads every row of a scheme."""
    ids = dict(CaseStudy.objects.filter(public_id__in=list(found.ids)).values_list("pk", "public_id"))
    rows = CaseTerm.objects.filter(case__in=list(ids), scheme__in=[*WEIGHTS, "outcome"])
    codes: dict[str, Codes] = {}
    for pk, scheme, code, is_main in rows.values_list("case_id", "scheme", "code", "is_main"):
        codes.setdefault(ids[pk], {}).setdefault(scheme, []).append((code, is_main))
    return codes


def _near(case: CaseStudy, asked: Situation, found: Candidates, words: list[Any]) -> Near:
    codes: Codes = {}
    for term in case.terms.all():
        codes.setdefault(term.scheme, []).append((term.code, term.is_main))
    codes["company_size"] = [(case.company_size, False)]
    closeness, reasons = _by_codes(asked, codes)
    said = shared(words, case.presenting_issue)[:WORDS]
    closeness += WORD * len(said) + TEXT * found.relevance(case.public_id)
    return Near(case, closeness, (*((BY_WORDS, word) for word in said), *reasons))


def _by_codes(asked: Situation, codes: Codes) -> tuple[float, list[Reason]]:
    """Closeness by terms, and the terms in common, weightiest first."""
    total, reasons = 0.0, []
    for scheme, weight in WEIGHTS.items():
        for code, is_main in codes.get(scheme, ()):
            if code in asked.of(scheme):
                total += weight * (OTHER_STEP if scheme == "step" and not is_main else 1)
                reasons.append((scheme, code))
    if any(scheme == "employee_band" for scheme, _code in reasons):
        reasons = [reason for reason in reasons if reason[0] != "company_size"]  # said once is enough
    return total, reasons


def _order(near: Near) -> tuple[float, int, str]:
    published = near.case.published_on
    return -near.closeness, -(published.toordinal() if published else 0), near.case.public_id


def _close(near: Iterable[Near]) -> list[Near]:
    """Without those that are far off the closest one, when there are enough."""
    found = list(near)
    return [n for rank, n in enumerate(found) if rank < LEAST or n.closeness >= NEAR * found[0].closeness]
