"""訪問メモ: three questions and three things to avoid, each with its case. Its address holds passages only, no words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import QueryDict

from casestudies.models import CaseStudy
from search.fromcase.findings import Finding, pitfalls_of, questions_of
from search.fromcase.near import Near

EACH = 3
OFFERED = 6  # of each, to choose from
ASK, AVOID, OTHER = "ask", "avoid", "other"  # names in the address
_CODE = re.compile(r"[0-9a-z]{10}~[A-Za-z][\w-]{0,40}(?:\.[0-9a-f]{6})?", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """A passage that may stand on the memo."""

    finding: Finding
    is_chosen: bool


@dataclass(frozen=True)
class Memo:
    """What stands on it, and what else could. `has_gaps`: an address named something that is not there for this reader."""

    questions: list[Choice]
    pitfalls: list[Choice]
    has_gaps: bool = False

    @property
    def to_ask(self) -> list[Finding]:
        """The questions on the memo."""
        return [choice.finding for choice in self.questions if choice.is_chosen]

    @property
    def to_avoid(self) -> list[Finding]:
        """What to avoid, on the memo."""
        return [choice.finding for choice in self.pitfalls if choice.is_chosen]

    @property
    def codes(self) -> list[str]:
        """All passages, for the address."""
        return [choice.finding.code for choice in (*self.questions, *self.pitfalls)]

    def __bool__(self) -> bool:
        return bool(self.questions or self.pitfalls)


# --- Chosen automatically --------------------------------------------------------------------------------------------
def proposed(good: Iterable[Near], failed: Iterable[Near], step: str = "") -> Memo:
    """From the closest cases: questions in so many words and near the `step` first, and no kind of pitfall twice."""
    questions = _offered([questions_of(near.case) for near in good])
    pitfalls = _offered([pitfalls_of(near.case) for near in failed])
    fitting = sorted(questions, key=lambda finding: (not finding.is_question, _is_far(finding.step, step)))
    return Memo(_marked(questions, fitting[:EACH]), _marked(pitfalls, _diverse(pitfalls)[:EACH]))


def _is_far(step: str, asked: str) -> bool:
    """What was asked more than one step away from where the support stands fits less."""
    return step.isdigit() and asked.isdigit() and abs(int(step) - int(asked)) > 1


def _offered(per_case: list[list[Finding]]) -> list[Finding]:
    """The first of each case, then the second of each, and so on."""
    deepest = max(map(len, per_case), default=0)
    rounds = (found[depth] for depth in range(deepest) for found in per_case if depth < len(found))
    return list(islice(rounds, OFFERED))


def _diverse(findings: list[Finding]) -> list[Finding]:
    """The first under each label, then the others."""
    first = {finding.label: finding for finding in reversed(findings)}
    return sorted(findings, key=lambda finding: first[finding.label] is not finding)


def _marked(findings: list[Finding], chosen: list[Finding]) -> list[Choice]:
    codes = {finding.code for finding in chosen}
    return [Choice(finding, finding.code in codes) for finding in findings]


# --- Read from an address --------------------------------------------------------------------------------------------
def memo_of(params: QueryDict, user: Any) -> Memo:
    """The memo that an address names, as far as `user` may read the cases. Nothing in it is an error."""
    asked, avoided = (_codes(params, name) for name in (ASK, AVOID))
    codes = list(dict.fromkeys([*asked, *avoided, *_codes(params, OTHER)]))[: 2 * OFFERED]
    cases = CaseStudy.objects.visible_to(user).filter(public_id__in={code.split("~")[0] for code in codes})
    rows = list(cases.prefetch_related("terms", "rows"))
    questions, pitfalls = (_among(codes, rows, make) for make in (questions_of, pitfalls_of))
    found = {finding.code for finding in (*questions, *pitfalls)}
    chosen = [*asked[:EACH], *avoided[:EACH]]
    return Memo(
        [Choice(finding, finding.code in asked[:EACH]) for finding in questions],
        [Choice(finding, finding.code in avoided[:EACH]) for finding in pitfalls],
        has_gaps=any(code not in found for code in chosen),
    )


def _codes(params: QueryDict, name: str) -> list[str]:
    return [code for code in params.getlist(name) if _CODE.fullmatch(code)]


def _among(codes: list[str], cases: list[CaseStudy], make: Callable[[CaseStudy], list[Finding]]) -> list[Finding]:
    """The named passages in the order of the address."""
    found = {finding.code: finding for case in cases for finding in make(case)}
    return [found[code] for code in codes if code in found]
