"""The arithmetic of a grade in words. Nothing but numbers goes in, so nothing of a case comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from knowhow.grade import weights


@dataclass(frozen=True)
class Said:
    """One line as a reader sees it. `points`: `+4`, `−1`, or '' where nothing is weighed."""

    text: str
    points: str
    is_limit: bool = False


def said(reasons: Iterable[dict[str, Any]]) -> list[Said]:
    """The stored lines of a grade in words; a line of an older arithmetic that is not known any more is left out."""
    return [
        Said(sentence(row["code"], row["values"], row["limit"]), signed(row["points"]), bool(row["limit"]))
        for row in reasons
        if row["code"] in SENTENCES
    ]


def sentence(code: str, values: dict[str, int], limit: str = "") -> str:
    """One line in words."""
    return str(SENTENCES[code]) % {**values, "limit": limit}


def signed(points: int) -> str:
    """Points with their sign; '' for none."""
    return f"{'+' if points > 0 else '−'}{abs(points)}" if points else ""


def summary(letter: str, reasons: Iterable[dict[str, Any]]) -> list[str]:
    """The sum, and what is missing to the next grade, each a sentence."""
    rows = list(reasons)
    points = sum(row["points"] for row in rows)
    if letter == weights.NONE:
        return [_now("No published case supports or contradicts it yet, so it is not graded.")]
    found = _now("%(points)s points in all: grade %(letter)s.") % {"points": _plain(points), "letter": letter}
    missing = [(better, least - points) for better, least in weights.GRADES if least > points]
    if not missing or any(row["limit"] for row in rows):
        return [found]
    better, n = missing[-1]
    words = ngettext("%(n)s point is missing to %(letter)s.", "%(n)s points are missing to %(letter)s.", n)
    return [found, words % {"n": n, "letter": better}]


def _plain(points: int) -> str:
    return f"−{-points}" if points < 0 else str(points)


SENTENCES: dict[str, Any] = {
    "unsupported": _("There is no published case that carries it."),
    "supported": _(
        "%(cases)s cases of %(organisations)s organisations by %(writers)s writers support it. Cases of one organisation or"
        " one writer count once: %(voices)s."
    ),
    "avoided": _(
        "%(cases)s cases of %(organisations)s organisations by %(writers)s writers say why to avoid it; %(failures)s"
        " organisations tell of a failure. Cases of one organisation or one writer count once: %(voices)s."
    ),
    "writer_share": _(
        "%(percent)s%% of the supporting cases come from one writer. However many they are, they count once."
    ),
    "regions": _("They come from %(n)s different regions."),
    "sizes": _("They come from firms of %(n)s different sizes."),
    "industries": _("They come from %(n)s different industries."),
    "follow_up": _("%(n)s organisations confirmed it afterwards in a follow-up."),
    "no_follow_up": _("Nobody has confirmed it in a follow-up yet."),
    "uncontradicted": _("No case contradicts it."),
    "contradicted": _(
        "Cases of %(n)s organisations contradict it, and the article does not say where it does not work."
    ),
    "contradicted_explained": _("Cases of %(n)s organisations contradict it; the article says where it does not work."),
    "limited": _("%(n)s cases limit it, and the article says where it does not work."),
    "limited_unstated": _("%(n)s cases limit it, but the article does not say where it does not work."),
    "of_this_year": _("The newest supporting case is of this fiscal year."),
    "recent": _("The newest supporting case is %(years)s years old."),
    "aged": _("The newest supporting case is %(years)s years old, so things may have changed."),
    "few_tries": _("Fewer than five members have said how trying it went, so that is not counted."),
    "tried": _("Of those who tried it, %(worked)s said that it worked, %(partly)s in part, %(no)s that it did not."),
    "overdue": _("The day for looking at it again has passed."),
    "limit_alone": _("Only one organisation or one writer supports it, so %(limit)s is the best grade."),
    "limit_one_writer": _(
        "Without the cases of one writer fewer than two organisations are left, so %(limit)s is the best grade."
    ),
    "limit_even": _("As many organisations contradict it as support it, so %(limit)s is the best grade."),
    "limit_outweighed": _("More organisations contradict it than support it, so %(limit)s is the best grade."),
    "limit_no_failure": _(
        "No failure case shows what happens to those who do not avoid it, so %(limit)s is the best grade."
    ),
}
