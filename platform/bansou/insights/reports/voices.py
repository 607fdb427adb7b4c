"""Voices: what people said in cases that were published in the period. Chosen once, looked at again whenever shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from django.db.models import Exists, OuterRef

from bansou.insights.periods import Period
from bansou.insights.reports.readers import AnyMember
from bansou.vocabulary import terms
from casestudies.anchors import anchor_for, stored_anchor
from casestudies.models import CaseRow, CaseStudy
from knowhow.page import facts_of
from knowhow.quotes import still_stands

Values = dict[str, Any]
KIND = "voices"
SHOWN, LOOKED_AT = 6, 60
SHORTEST, LONGEST = 8, 160  # characters that say something and fit in


@dataclass(frozen=True)
class Voice:
    """Words with who said them and in which case."""

    text: str
    viewpoint: str
    case: str
    facts: str
    author: str
    url: str


def chosen_voices(period: Period) -> list[Values]:
    """One voice a case, failure cases and others in turn, from those that helped most."""
    cases = CaseStudy.objects.visible_to(AnyMember()).filter(published_on__range=(period.first, period.last))
    speaking = cases.filter(Exists(CaseRow.objects.filter(case=OuterRef("pk"), kind=KIND)))
    found = speaking.prefetch_related("terms", "rows").order_by("-helpful_count", "-published_on", "-pk")
    listed = list(found[:LOOKED_AT])
    failures = [case for case in listed if case.outcome == "failure"]
    others = [case for case in listed if case.outcome != "failure"]
    in_turn = filter(None, chain.from_iterable(zip_longest(failures, others)))
    return [voice for case in in_turn if (voice := _first_voice(case))][:SHOWN]


def _first_voice(case: CaseStudy) -> Values | None:
    for row in case.rows_of(KIND):
        text = str(row.data.get("text") or "").strip()
        if SHORTEST <= len(text) <= LONGEST:
            anchor = anchor_for(case.public_id, KIND, row.data["text"], text, row.key)
            return {"viewpoint": row.data.get("viewpoint", ""), "anchor": anchor.as_dict()}
    return None


def shown_voices(kept: list[Values]) -> Iterator[Voice]:
    """Those that every member may still read, in the words that stand there."""
    anchors = [(voice["viewpoint"], stored_anchor(voice["anchor"])) for voice in kept]
    cases = CaseStudy.objects.visible_to(AnyMember()).filter(public_id__in=[a.public_id for _v, a in anchors])
    by_id = {case.public_id: case for case in cases.for_page()}
    for viewpoint, anchor in anchors:
        case = by_id.get(anchor.public_id)
        if case and still_stands(case, anchor):
            said_by = terms.label("viewpoint", viewpoint) if viewpoint else ""
            url = f"{case.get_absolute_url()}#{anchor.html_id}"
            yield Voice(anchor.quote, said_by, str(case), facts_of(case), case.public_author.name, url)
