"""What near cases have to say: questions that worked, what to avoid, what lay behind. Each points to its passage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.structure import FAILURE, GOOD

BRIEF = 64  # characters of a text that stands alone
SHORTEST = 5  # characters; 「本当か」 is no question to take along
SCENE = 14  # characters that an action must have beyond its question to be worth repeating
_QUOTES = re.compile(r"「((?:[^「」]|「[^「」]*」)*)」")
_ASKS = re.compile(r"(か|かね|の)[。？?]?$|[？?]$")
# In running text a quote may be anybody's; the advisor's own are those that the text says were asked (「…」と聞く, not
# 「…」と聞かない or 「…」と聞かれた).
_ASKED = re.compile(
    r"[とを][^「」。、]{0,10}(?:聞く|聞い|尋ねる|尋ねた|尋ねて|問う|問い|伺う|伺っ|お聞き|お尋ね|続ける)"
)
_SENTENCE = re.compile(r"[^。\n]*。?")


@dataclass(frozen=True)
class Finding:
    """One thing found in a case. `label`: a term in words or ''; `text`: what to say or to avoid, short; `detail`: what
    came of it; `anchor`: the passage's HTML id on the case page; `step`: where in the support it was; `mark` tells lines
    under the same anchor apart."""

    case: CaseStudy
    text: str
    anchor: str
    detail: str = ""
    label: str = ""
    is_question: bool = False
    step: str = ""
    mark: str = ""

    @property
    def url(self) -> str:
        """The passage."""
        return f"{self.case.get_absolute_url()}#{self.anchor}"

    @property
    def code(self) -> str:
        """Names the passage in an address: nothing of anybody's words is in it."""
        return f"{self.case.public_id}~{self.anchor}{'.' if self.mark else ''}{self.mark}"


# --- Questions and actions that worked ------------------------------------------------------------------------------------
def questions_of(case: CaseStudy) -> list[Finding]:
    """Of a good case: what the advisor asked or did at the turning point, then questions in its lessons. In a failed one
    a turning point is where the ways parted, so nothing of it is here."""
    if case.outcome != GOOD:
        return []
    rows = [row for row in case.rows_of("course") if row.action]
    turning = [row for row in rows if row.is_turning_point]
    asked = [row for row in rows if not row.is_turning_point and asked_in(row.action)]
    found = [_question(case, row) for row in (*turning, *asked)]
    if not found and (said := asked_in(case.turning_point, retold=True)):
        found.append(Finding(case, said, "s-turning_point", brief(case.turning_point, 120), "", True, case.main_step))
    texts = {finding.text for finding in found}
    return [*found, *(finding for finding in _lesson_questions(case) if finding.text not in texts)]


def _question(case: CaseStudy, row: Any) -> Finding:
    asked = asked_in(row.action)
    scene = brief(row.action, 160) if asked and len(row.action) > len(asked) + SCENE else ""
    detail = "\n".join(filter(None, (scene, brief(row.reaction, 120))))
    return Finding(case, asked or brief(row.action), row.key, detail, is_question=bool(asked), step=row.step)


def _lesson_questions(case: CaseStudy) -> Iterator[Finding]:
    for line in case.lines("lesson"):
        if asked := asked_in(line, retold=True):
            mark = blake2b(line.encode(), digest_size=3).hexdigest()
            yield Finding(case, asked, "s-lesson", line, is_question=True, step=case.main_step, mark=mark)


def asked_in(text: str, retold: bool = False) -> str:
    """The questions that stand in 「」, short enough to be asked; '' when there is none. `retold`: only those of which the
    text says that they were asked."""
    quotes = [match for match in _QUOTES.finditer(text) if not retold or _ASKED.match(text, match.end())]
    found = [quote[1] for quote in quotes if _ASKS.search(quote[1]) and len(quote[1]) > SHORTEST]
    kept = [quote for number, quote in enumerate(found) if sum(map(len, found[: number + 1])) <= BRIEF]
    return "".join(f"「{quote}」" for quote in kept)


# --- What to avoid ------------------------------------------------------------------------------------------------------
def pitfalls_of(case: CaseStudy) -> list[Finding]:
    """Of a failed case: what led to what, as its author wrote; else where the ways parted, else the cause."""
    if case.outcome != FAILURE:
        return []
    rows = [row for row in case.rows_of("failure_factors") if row.text]
    found = [
        Finding(case, brief(row.text), row.key, label=terms.label("pitfall", row.pitfall) if row.pitfall else "")
        for row in rows
    ]
    parted = [row for row in case.rows_of("course") if row.is_turning_point and row.action]
    parting = str(_("Where the ways parted"))
    found += [Finding(case, brief(row.action), row.key, brief(row.reaction, 120), parting) for row in parted]
    if not found and case.cause:
        found.append(Finding(case, brief(case.cause), "s-cause", label=_first_pitfall(case)))
    return found


def _first_pitfall(case: CaseStudy) -> str:
    code = case.code("pitfall")
    return terms.label("pitfall", code) if code else ""


def lesson_of(case: CaseStudy) -> Finding | None:
    """「もう一度やるなら」: the first line of the lesson."""
    line = next(iter(case.lines("lesson")), "")
    return Finding(case, line, "s-lesson") if line else None


# --- Short texts ----------------------------------------------------------------------------------------------------------
def brief(text: str, limit: int = BRIEF) -> str:
    """Whole sentences from the beginning as far as they fit; a first one that does not fit is cut with …."""
    words = " ".join(text.split())
    found = ""
    for sentence in _SENTENCE.findall(words):
        if len(found) + len(sentence) > limit:
            break
        found += sentence
    return found.strip() or f"{words[: limit - 1]}…"
