"""What the pages of twins show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from casestudies.anchors import Anchor
from casestudies.cards import facts_of
from casestudies.models import CaseStudy
from casestudies.similar import reason_words
from casestudies.structure import FAILURE, GOOD
from distil.models import Twins
from knowhow.quotes import still_stands


@dataclass(frozen=True)
class Parting:
    """A side of the place where a pair parts. `stands`: its words are still in the case; else they are not shown."""

    outcome: str
    title: str
    url: str
    quote: str
    stands: bool
    evidence_url: str


@dataclass(frozen=True)
class Item:
    """A pair in a list."""

    url: str
    titles: tuple[str, str]
    facts: tuple[str, str]
    why: str
    note: str = ""
    is_shaken: bool = False  # words at the parting are gone


def partings(twins: Twins | None, good: CaseStudy, failure: CaseStudy) -> list[Parting]:
    """Where the two part: (good, failure); nothing while it is not marked."""
    if twins is None or twins.state != Twins.State.MARKED:
        return []
    both = zip((GOOD, FAILURE), (good, failure), twins.parting, strict=True)
    return [_parting(outcome, case, anchor) for outcome, case, anchor in both if anchor]


def _parting(outcome: str, case: CaseStudy, anchor: Anchor) -> Parting:
    stands = still_stands(case, anchor)
    url = f"{case.get_absolute_url()}#{anchor.html_id}"
    return Parting(outcome, str(case), url, anchor.quote if stands else "", stands, evidence_url(case, anchor))


def evidence_url(case: CaseStudy, anchor: Anchor) -> str:
    """The page that makes a passage evidence."""
    place = {"case": case.public_id, "section": anchor.section, "row": anchor.row, "quote": anchor.quote}
    return f"{reverse('knowhow-evidence')}?{urlencode({name: value for name, value in place.items() if value})}"


def item_of(good: CaseStudy, failure: CaseStudy, shared: Iterable[Any], twins: Twins | None = None) -> Item:
    """A pair as a list shows it."""
    is_marked = twins is not None and twins.state == Twins.State.MARKED
    return Item(
        reverse("twins-pair", args=[good.public_id, failure.public_id]),
        (str(good), str(failure)),
        (facts_line(good), facts_line(failure)),
        reason_words(shared),
        twins.note if twins and is_marked else "",
        is_marked and not all(parting.stands for parting in partings(twins, good, failure)),
    )


def facts_line(case: CaseStudy) -> str:
    """Firm, place and supporter in one line."""
    return " ／ ".join(text for _icon, text in facts_of(case))
