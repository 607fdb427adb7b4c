"""How many cases went from which stated issue to what lay behind it.

The real issue (裏課題) is written freely, so it is gathered by what curators and authors chose for the case: the wall that
the firm stood before, or the theme. Every number is that of the search which it opens: the same engine counts both, with
the same reader.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from search.engines import get_engine
from search.engines.base import Results
from search.facets import label_of
from search.fromcase.findings import brief
from search.state import SearchState

STATED = "surface_issue"
BEHIND = ("wall", "theme")  # what stands for the real issue; the first one unless asked otherwise
GROUPS, PER_GROUP = 6, 4
CORE, ISSUE = 160, 80  # characters


@dataclass(frozen=True)
class End:
    """A stated issue, or what lay behind: its cases and the search that lists them."""

    code: str
    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Flow:
    """From one to the other: how many cases, and the search that lists them."""

    stated: str
    behind: str
    count: int
    url: str


@dataclass(frozen=True)
class FlowMap:
    """All flows of the cases that a state asks for. `total`: those cases; `placed`: those that are in any flow."""

    by: str
    stated: list[End]
    behind: list[End]
    flows: list[Flow]
    total: int
    placed: int

    @property
    def rows(self) -> list[tuple[End, list[Flow | None]]]:
        """Line by line for a table."""
        found = {(flow.stated, flow.behind): flow for flow in self.flows}
        return [(one, [found.get((one.code, other.code)) for other in self.behind]) for one in self.stated]

    @property
    def largest(self) -> int:
        """Cases of the strongest flow."""
        return max((flow.count for flow in self.flows), default=0)


def flow_map(state: SearchState, by: str, audience: frozenset[str]) -> FlowMap | None:
    """Count for this reader; None while nobody can count. Several searches: call it inside `engine.steady()`."""
    results = _search(state, audience, by)
    if results.degraded:
        return None
    stated = _ends(STATED, state, results)
    flows = [flow for end in stated for flow in _flows(end.code, state, by, audience)]
    behind = [end for end in _ends(by, state, results) if any(flow.behind == end.code for flow in flows)]
    left = {flow.stated for flow in flows}
    any_of_both = _only(state, {STATED: _codes(STATED, state), by: _codes(by, state)})
    placed = _search(any_of_both, audience).total if flows else 0
    return FlowMap(by, [end for end in stated if end.code in left], behind, flows, results.total, placed)


def _search(state: SearchState, audience: frozenset[str], *facets: str) -> Results:
    return get_engine().search(state.query(audience, size=0, facets=[STATED, *facets]))


def _codes(facet: str, state: SearchState) -> list[str]:
    """The values of a facet that may stand in the map: all, or those that were chosen."""
    chosen = state.selected.get(facet, ())
    return [code for code in terms.scheme(facet) if not chosen or code in chosen]


def _ends(facet: str, state: SearchState, results: Results) -> list[End]:
    counts = results.facets.get(facet, {})
    return [
        End(code, label_of(facet, code), counts[code], state.only(**{facet: code}).with_page(1))
        for code in _codes(facet, state)
        if counts.get(code)
    ]


def _flows(stated: str, state: SearchState, by: str, audience: frozenset[str]) -> Iterable[Flow]:
    narrowed = state.only(**{STATED: stated})
    counts = _search(narrowed, audience, by).facets.get(by, {})
    for code in _codes(by, state):
        if count := counts.get(code, 0):
            yield Flow(stated, code, count, narrowed.only(**{by: code}).with_page(1))


def _only(state: SearchState, codes: dict[str, Collection[str]]) -> SearchState:
    return replace(state, selected={**state.selected, **{facet: tuple(held) for facet, held in codes.items()}})


# --- The words behind one stated issue ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Words:
    """The real issue of a case in its own words, and the stated one that it lay behind."""

    core: str
    stated: str
    title: str
    url: str


def words_behind(
    stated: str, found: FlowMap, state: SearchState, audience: frozenset[str], user: object
) -> list[tuple[End, list[Words]]]:
    """For the strongest flows of a stated issue some real issues as they were written, newest first; as this reader may
    read them."""
    flows = sorted((flow for flow in found.flows if flow.stated == stated), key=lambda flow: -flow.count)[:GROUPS]
    ids = {flow.behind: _newest(state.only(**{STATED: stated, found.by: flow.behind}), audience) for flow in flows}
    wanted = {id for listed in ids.values() for id in listed}
    cases = CaseStudy.objects.visible_to(user).filter(public_id__in=wanted).exclude(core_issue="")
    by_id = {case.public_id: case for case in cases}
    ends = {end.code: end for end in found.behind}
    groups = [(ends[code], [_words(by_id[id]) for id in listed if id in by_id]) for code, listed in ids.items()]
    return [(end, words[:PER_GROUP]) for end, words in groups if words]


def _newest(state: SearchState, audience: frozenset[str]) -> list[str]:
    newest = replace(state, sort="new").query(audience, size=PER_GROUP * 3, facets=[])
    return [hit.id for hit in get_engine().search(newest).hits]


def _words(case: CaseStudy) -> Words:
    url = f"{case.get_absolute_url()}#s-core_issue"
    return Words(brief(case.core_issue, CORE), brief(case.presenting_issue, ISSUE), str(case), url)
