"""A case in hand, as its advisor describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bansou.vocabulary import terms
from casestudies.derived import company_size
from search.fromcase.guess import guessed_issue

SCHEMES = ("surface_issue", "step", "wall", "industry", "employee_band", "company_size")


@dataclass(frozen=True)
class Situation:
    """`codes`: scheme → chosen codes; `text`: the stated issue in a sentence, which is stored nowhere; `guessed`: the type
    of the stated issue was not chosen but read out of the sentence."""

    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = field(default="", repr=False)  # a traceback or a log line prints the rest at most
    guessed: bool = False

    def __bool__(self) -> bool:
        return bool(self.text or self.codes)

    def of(self, scheme: str) -> tuple[str, ...]:
        """The chosen codes of a scheme."""
        return self.codes.get(scheme, ())

    @property
    def step(self) -> str:
        """The step where the support stands, or ''."""
        return next(iter(self.of("step")), "")

    @property
    def words(self) -> list[str]:
        """What was chosen, in words; the sentence is not among them."""
        said = [scheme for scheme in SCHEMES if not (self.guessed and scheme == "surface_issue")]
        return [terms.short(scheme, code) for scheme in said for code in self.of(scheme)]

    @property
    def guess(self) -> str:
        """The type of the stated issue in words, if it was guessed."""
        return terms.label("surface_issue", self.of("surface_issue")[0]) if self.guessed else ""


def situation(codes: Mapping[str, Any], text: str = "") -> Situation:
    """A situation out of chosen codes. Where they were not said, the company's size follows from industry and employees,
    and the type of the stated issue from the sentence."""
    found = {scheme: tuple(code for code in codes.get(scheme) or () if terms.get(scheme, code)) for scheme in SCHEMES}
    first = {scheme: next(iter(chosen), "") for scheme, chosen in found.items()}
    if not first["company_size"] and first["employee_band"]:
        size = company_size(first["industry"], first["employee_band"])
        found["company_size"] = (size,) if size else ()
    guess = "" if first["surface_issue"] else guessed_issue(text)
    if guess:
        found["surface_issue"] = (guess,)
    return Situation({scheme: chosen for scheme, chosen in found.items() if chosen}, text, bool(guess))
