"""From facts to a grade: plain arithmetic, without a database. Weights are in weights.py, sentences in words.py."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from knowhow.grade import weights


@dataclass(frozen=True)
class CaseFact:
    """One case as far as the grade is concerned. `organisation` and `author` only tell cases apart; `year` is the
    fiscal year of the support, None when unknown; blanks are unknown and add no variety."""

    organisation: str
    author: str
    region: str = ""
    size: str = ""
    industry: str = ""
    failed: bool = False
    followed_up: bool = False
    year: int | None = None


@dataclass(frozen=True)
class Facts:
    """All that the grade depends on. A case is named once per stance, however many of its passages are quoted.

    `limits`: number of cases that limit the claim; `states_limits`: does the article say where it does not work;
    `worked`, `partly`, `no`: persons who tried it; `avoids`: it is something to avoid; `year`: the fiscal year now.
    """

    supports: tuple[CaseFact, ...] = ()
    contradicts: tuple[CaseFact, ...] = ()
    limits: int = 0
    states_limits: bool = False
    worked: int = 0
    partly: int = 0
    no: int = 0
    overdue: bool = False
    avoids: bool = False
    year: int = 0


@dataclass(frozen=True)
class Line:
    """One line of the arithmetic: what was counted (`values`), and the points it gives or takes. `limit`: the best
    grade that it allows, '' when it does not hold the grade down."""

    code: str
    points: int = 0
    values: dict[str, int] = field(default_factory=dict)
    limit: str = ""

    def as_dict(self) -> dict[str, object]:
        """For a JSON column."""
        return {"code": self.code, "points": self.points, "values": self.values, "limit": self.limit}


@dataclass(frozen=True)
class Grade:
    """`letter`: A to D or '' (not graded); `points`: the sum; `lines`: why."""

    letter: str
    points: int
    lines: tuple[Line, ...]


def grade(facts: Facts) -> Grade:
    """The grade of these facts, with its reasons."""
    lines = [line for count in COUNTS for line in count(facts)]
    points = sum(line.points for line in lines)
    if not facts.supports and not facts.contradicts:
        return Grade(weights.NONE, points, (Line("unsupported"), *lines))
    letter = letter_of(points)
    limits = [line for line in limits_of(facts) if is_better(letter, line.limit)]
    if limits:
        letter = min((line.limit for line in limits), key=weights.ORDER.index)
    return Grade(letter, points, (*lines, *limits))


def letter_of(points: int) -> str:
    """The grade that a sum of points gives."""
    return next((letter for letter, least in weights.GRADES if points >= least), weights.LOWEST)


def is_better(one: str, other: str) -> bool:
    """Is the grade `one` higher than `other`?"""
    return weights.ORDER.index(one) > weights.ORDER.index(other)


def independent(cases: Iterable[CaseFact]) -> int:
    """How many voices these cases are: organisations or writers, whichever are fewer."""
    cases = tuple(cases)
    return min(len({case.organisation for case in cases}), len({case.author for case in cases}))


def without_main_writer(cases: tuple[CaseFact, ...]) -> int:
    """Organisations that are left when the cases of one writer are taken away, whoever matters most."""
    writers = {case.author for case in cases}
    left = ({case.organisation for case in cases if case.author != writer} for writer in writers)
    return min((len(organisations) for organisations in left), default=0)


# --- Points -----------------------------------------------------------------------------------------------------------
def _organisations(facts: Facts) -> list[Line]:
    voices = independent(facts.supports)
    values = {
        "voices": voices,
        "cases": len(facts.supports),
        "organisations": len({case.organisation for case in facts.supports}),
        "writers": len({case.author for case in facts.supports}),
        "failures": len({case.organisation for case in facts.supports if case.failed}),
    }
    points = min(voices, weights.ORGANISATIONS_COUNTED) * weights.ORGANISATION_POINTS
    return [Line("avoided" if facts.avoids else "supported", points, values)] if facts.supports else []


def _writer_share(facts: Facts) -> list[Line]:
    """Said, not weighed: a writer's cases count once already."""
    most = max(Counter(case.author for case in facts.supports).values(), default=0)
    is_large = most > 1 and most * 2 > len(facts.supports)
    return [Line("writer_share", 0, {"percent": round(100 * most / len(facts.supports))})] if is_large else []


def _variety(code: str, name: str, most: int) -> Callable[[Facts], list[Line]]:
    def count(facts: Facts) -> list[Line]:
        different = len({getattr(case, name) for case in facts.supports} - {""})
        points = min(max(different - 1, 0), most)
        return [Line(code, points, {"n": different})] if different else []

    return count


def _follow_up(facts: Facts) -> list[Line]:
    confirmed = independent(case for case in facts.supports if case.followed_up)
    if not confirmed:
        return [Line("no_follow_up")] if facts.supports else []
    return [Line("follow_up", min(confirmed, weights.FOLLOW_UP_POINTS_AT_MOST), {"n": confirmed})]


def _contradictions(facts: Facts) -> list[Line]:
    against = independent(facts.contradicts)
    if not against:
        return [Line("uncontradicted")] if facts.supports else []
    counted = min(against, weights.CONTRADICTIONS_COUNTED)
    if facts.states_limits:
        return [Line("contradicted_explained", counted * weights.CONTRADICTION_POINTS_EXPLAINED, {"n": against})]
    return [Line("contradicted", counted * weights.CONTRADICTION_POINTS, {"n": against})]


def _limits(facts: Facts) -> list[Line]:
    if not facts.limits:
        return []
    if facts.states_limits:
        return [Line("limited", 0, {"n": facts.limits})]
    return [Line("limited_unstated", weights.UNSTATED_LIMITS_POINTS, {"n": facts.limits})]


def _age(facts: Facts) -> list[Line]:
    years = [facts.year - case.year for case in facts.supports if case.year is not None]
    if not years:
        return []
    newest = max(min(years), 0)
    points = next((points for more_than, points in weights.AGES if newest > more_than), 0)
    code = "aged" if points else "recent" if newest else "of_this_year"
    return [Line(code, points, {"years": newest})]


def _tries(facts: Facts) -> list[Line]:
    answered = facts.worked + facts.partly + facts.no
    values = {"worked": facts.worked, "partly": facts.partly, "no": facts.no}
    if answered < weights.TRIES_COUNTED_FROM:
        return [Line("few_tries")]
    share = (facts.worked + facts.partly / 2) / answered
    if share >= weights.TRIES_GOOD_SHARE:
        return [Line("tried", _tries_points(facts.worked), values)]
    return [Line("tried", -_tries_points(facts.no) if share < weights.TRIES_BAD_SHARE else 0, values)]


def _tries_points(persons: int) -> int:
    if persons >= weights.MANY_TRIES:
        return weights.MANY_TRIES_POINTS
    return weights.TRIES_POINTS if persons >= weights.TRIES_COUNTED_FROM else 0


def _overdue(facts: Facts) -> list[Line]:
    return [Line("overdue", weights.OVERDUE_POINTS)] if facts.overdue else []


COUNTS: tuple[Callable[[Facts], list[Line]], ...] = (
    _organisations,
    _writer_share,
    _variety("regions", "region", weights.REGION_POINTS_AT_MOST),
    _variety("sizes", "size", weights.SIZE_POINTS_AT_MOST),
    _variety("industries", "industry", weights.INDUSTRY_POINTS_AT_MOST),
    _follow_up,
    _contradictions,
    _limits,
    _age,
    _tries,
    _overdue,
)


# --- Limits -----------------------------------------------------------------------------------------------------------
def limits_of(facts: Facts) -> list[Line]:
    """What holds the grade down, whatever the sum is."""
    support, against = independent(facts.supports), independent(facts.contradicts)
    found = []
    if support == 1:
        found.append(Line("limit_alone", limit=weights.LIMIT_ALONE))
    if support > 1 and without_main_writer(facts.supports) < weights.ORGANISATIONS_BESIDE_WRITER:
        found.append(Line("limit_one_writer", limit=weights.LIMIT_ONE_WRITER))
    if against and against == support:
        found.append(Line("limit_even", limit=weights.LIMIT_EVEN))
    elif against > support:
        found.append(Line("limit_outweighed", limit=weights.LIMIT_OUTWEIGHED))
    if facts.avoids and not any(case.failed for case in facts.supports):
        found.append(Line("limit_no_failure", limit=weights.LIMIT_NO_FAILURE))
    return found
