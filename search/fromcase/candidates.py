"""Cases that may be near a case in hand. Only the engine is asked; when it cannot answer, the newest readable cases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bansou.access import tokens
from casestudies.models import CaseStudy
from casestudies.structure import FAILURE, GOOD
from search.engines import get_engine
from search.engines.base import Hit, Query, Results, SearchUnavailable
from search.fromcase.situation import Situation
from search.likeness import as_sentence

OUTCOMES = (GOOD, FAILURE)
BY_TEXT = 40  # best hits of the sentence, good and failed together
ENOUGH = 20  # of each outcome by chosen terms
NEWEST = 200  # looked at when the engine does not answer
# Chosen terms that a candidate shares all of: the closest sets first.
LADDER = (
    ("wall", "step", "industry"),
    ("wall", "surface_issue"),
    ("wall", "step"),
    ("wall", "industry"),
    ("surface_issue", "industry"),
    ("surface_issue", "step"),
    ("step", "industry"),
    ("industry", "employee_band"),
    ("industry", "company_size"),
    ("wall",),
    ("surface_issue",),
    ("step",),
    ("industry",),
    ("employee_band",),
    ("company_size",),
)


@dataclass
class Candidates:
    """Public ids; `hits`: those that the sentence found; `best`: the highest relevance among them."""

    ids: dict[str, None] = field(default_factory=dict)
    hits: dict[str, Hit] = field(default_factory=dict)
    degraded: bool = False

    @property
    def best(self) -> float:
        """The highest relevance."""
        return max((hit.score for hit in self.hits.values()), default=0.0)

    def relevance(self, public_id: str) -> float:
        """0 … 1: how well the sentence fits, against the best of all."""
        hit = self.hits.get(public_id)
        return hit.score / self.best if hit and self.best > 0 else 0.0


def candidates(asked: Situation, user: Any) -> Candidates:
    """What the engine finds by sentence and by terms, as `user` may read it."""
    found = Candidates()
    try:
        with get_engine().steady():
            _by_text(found, asked, user)
            for outcome in () if found.degraded else OUTCOMES:
                _by_terms(found, asked, user, outcome)
    except SearchUnavailable:
        found.degraded = True
    if found.degraded:
        newest = CaseStudy.objects.visible_to(user).order_by("-published_on", "-pk")
        found.ids.update(dict.fromkeys(newest.values_list("public_id", flat=True)[:NEWEST]))
    return found


def _search(user: Any, selected: dict[str, tuple[str, ...]], text: str = "", size: int = ENOUGH) -> Results:
    query = Query(text=text, selected=selected, audience=tokens(user), kinds=("case",), size=size)
    return get_engine().search(query)


def _by_text(found: Candidates, asked: Situation, user: Any) -> None:
    if not (sentence := as_sentence(asked.text)):
        return
    results = _search(user, {"outcome": OUTCOMES}, sentence, BY_TEXT)
    found.degraded = results.degraded
    found.hits = {} if results.degraded or not results.terms else {hit.id: hit for hit in results.hits}
    found.ids.update(dict.fromkeys(found.hits))


def _by_terms(found: Candidates, asked: Situation, user: Any, outcome: str) -> None:
    """Down the ladder until there are enough."""
    reached: set[str] = set()
    for chosen in _rungs(asked):
        results = _search(user, {"outcome": (outcome,), **chosen})
        found.degraded |= results.degraded
        reached.update(hit.id for hit in results.hits)
        found.ids.update(dict.fromkeys(hit.id for hit in results.hits))
        if len(reached) >= ENOUGH or found.degraded:
            return


def _rungs(asked: Situation) -> Iterator[dict[str, tuple[str, ...]]]:
    for schemes in LADDER:
        if all(asked.of(scheme) for scheme in schemes):
            yield {scheme: asked.of(scheme) for scheme in schemes}
