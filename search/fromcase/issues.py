"""The real issues that lay behind stated issues like this one, gathered by the wall that the firm stood before."""

from collections.abc import Iterable
from dataclasses import dataclass

from bansou.vocabulary import terms
from search.fromcase.findings import brief
from search.fromcase.near import Near

CORE, ISSUE = 130, 60  # characters
SHOWN = 6
ALIKE_ENOUGH = 4  # alike stated issues from which on the others are left out


@dataclass(frozen=True)
class RealIssue:
    """The real issue of a near case, the stated one that it lay behind, and why the case is near."""

    core: str
    stated: str
    why: str
    title: str
    url: str


@dataclass(frozen=True)
class Behind:
    """A wall (label and what it means; '' for none) and the real issues that lay there."""

    wall: str
    meaning: str
    issues: list[RealIssue]


def behind(near: Iterable[Near]) -> list[Behind]:
    """Groups, the one with most cases first. Only where a real issue was written; alike stated issues come first and
    are filled up with other near cases."""
    written = sorted((n for n in near if n.case.core_issue.strip()), key=lambda n: not n.has_alike_issue)
    alike = sum(n.has_alike_issue for n in written)
    groups: dict[str, list[Near]] = {}
    for n in written[: min(SHOWN, max(alike, ALIKE_ENOUGH))]:
        groups.setdefault(_wall(n), []).append(n)
    ordered = sorted(groups.items(), key=lambda group: (not group[0], -len(group[1])))
    return [_group(code, members) for code, members in ordered]


def _wall(near: Near) -> str:
    """The wall of the case: one that was asked for, else its first."""
    shared = next((code for scheme, code in near.reasons if scheme == "wall"), "")
    return shared or near.case.code("wall")


def _group(code: str, members: list[Near]) -> Behind:
    term = terms.get("wall", code) if code else None
    return Behind(term.label if term else "", term.description if term else "", [_issue(near) for near in members])


def _issue(near: Near) -> RealIssue:
    case = near.case
    url = f"{case.get_absolute_url()}#s-core_issue"
    return RealIssue(brief(case.core_issue, CORE), brief(case.presenting_issue, ISSUE), near.why, str(case), url)
