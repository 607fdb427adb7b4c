"""What the page of an article shows, made once from an article and its reader: for the reading page and the review."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.access import Visibility
from bansou.vocabulary import terms
from casestudies.cards import card
from casestudies.models import CaseStudy
from casestudies.texts import paragraphs, shown
from knowhow.grade import words
from knowhow.models import Article, Evidence
from knowhow.quotes import place_label, still_stands

USED_SHOWN = 6
SEPARATOR = "・"


@dataclass(frozen=True)
class Proof:
    """One evidence row as components/_proof.html takes it. `quote` is '' when it does not stand in the case any more, or
    when the whole place is meant."""

    relation: str
    quote: SafeString | str
    remark: str
    place: str  # the name of the whole place that is meant
    title: SafeString
    url: str
    facts: str

    @property
    def relation_label(self) -> str:
        """How the case bears on the claim, in words."""
        return str(Evidence.Stance(self.relation).label)


@dataclass(frozen=True)
class Proofs:
    """What an article rests on, for one reader: rows they may read, and sentences about the number of others."""

    rows: list[Proof] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """`Supports 3, limits 1`: of the rows that the reader sees."""
        found = [(label, sum(row.relation == code for row in self.rows)) for code, label in Evidence.Stance.choices]
        return SEPARATOR.join(f"{label} {count}" for label, count in found if count)


@dataclass(frozen=True)
class ArticlePage:
    """Everything the templates of an article need."""

    article: Article
    user: Any

    @property
    def main_step(self) -> str:
        """The step where it helps most."""
        return self.article.steps[0] if self.article.steps else ""

    @property
    def step_links(self) -> dict[str, str]:
        """Stations of the ribbon that lead to the page of their step."""
        return {code: f"/steps/{code}/" for code in self.article.steps}

    @property
    def body(self) -> SafeString:
        """What to do, in paragraphs."""
        return paragraphs(self.article.body)

    @property
    def why(self) -> SafeString:
        """Why it works, in paragraphs."""
        return paragraphs(self.article.why)

    @property
    def examples(self) -> SafeString:
        """Examples, in paragraphs."""
        return paragraphs(self.article.examples)

    @property
    def works(self) -> list[str]:
        """Conditions where it works."""
        return self.article.lines("works_when")

    @property
    def fails(self) -> list[str]:
        """Conditions where it does not."""
        return self.article.lines("fails_when")

    @property
    def caveats(self) -> list[str]:
        """Where it easily goes wrong."""
        return self.article.lines("caveats")

    @property
    def checklist(self) -> list[str]:
        """The checklist."""
        return self.article.lines("checklist")

    @cached_property
    def questions(self) -> list[dict[str, str]]:
        """Questions as they would be spoken, and their aim."""
        aim = _("Aim: %(aim)s")
        return [
            {"text": quoted(row["text"]), "when": aim % {"aim": row["aim"]} if row.get("aim") else ""}
            for row in self.article.questions
            if row.get("text")
        ]

    @property
    def pitfalls(self) -> list[dict[str, str]]:
        """Support to avoid, as chips that lead to cases where it happened."""
        search = reverse("search")
        return [
            {"label": terms.label("pitfall", code), "url": f"{search}?{urlencode({'pitfall': code})}"}
            for code in self.article.pitfalls
        ]

    @cached_property
    def grade_lines(self) -> list[words.Said]:
        """Why the grade is what it is, line by line."""
        return words.said(self.article.grade_reasons)

    @property
    def grade_summary(self) -> list[str]:
        """The sum in words, and what is missing to the next grade; nothing before it was graded."""
        article = self.article
        return words.summary(article.grade, article.grade_reasons) if article.graded_at else []

    @cached_property
    def proofs(self) -> Proofs:
        """What it rests on. A case that was withdrawn or closed to this reader is gone from here at once."""
        return proofs_of(self.article, self.user)

    @cached_property
    def used_in(self) -> list[dict[str, Any]]:
        """Cards of the newest cases that used it and that the reader may read."""
        if self.article.pk is None:
            return []
        cases = CaseStudy.objects.visible_to(self.user).filter(used_knowhow__article=self.article.pk)
        return [card(case) for case in cases.for_cards().order_by("-published_on", "-id")[:USED_SHOWN]]

    @cached_property
    def toc(self) -> list[tuple[str, str]]:
        """(title, address on this page) of what stands on it."""
        parts = (
            (_("What to do"), "s-body", self.article.body),
            (_("Why it works"), "s-why", self.article.why),
            (_("When it works, when it does not"), "g-works", self.works or self.fails),
            (_("Questions you can use"), "s-questions", self.questions),
            (_("Where it easily goes wrong"), "s-caveats", self.caveats),
            (_("Support to avoid"), "s-pitfalls", self.article.pitfalls),
            (_("Checklist"), "s-checklist", self.checklist),
            (_("Examples"), "s-examples", self.article.examples),
            (_("Cases that it rests on"), "s-evidence", True),
            (_("Cases that used it"), "s-used", self.used_in),
        )
        return [(title, f"#{place}") for title, place, there in parts if there]


def quoted(words: str) -> str:
    """Words as spoken, unless they bring their own brackets."""
    return words if words[:1] in ("「", "『", "（", "“") else f"「{words}」"


def proofs_of(article: Article, user: Any) -> Proofs:
    """The evidence for this reader. Queries: the rows, the readable cases with terms and rows, and, only when some are
    missing, the number of the others."""
    rows = list(article.evidence.all())
    ids = {row.case_id for row in rows}
    readable = CaseStudy.objects.visible_to(user).prefetch_related("terms", "rows").in_bulk(ids)
    found = [_proof(row, readable[row.case_id]) for row in rows if row.case_id in readable]
    return Proofs(found, others_of(ids - readable.keys()))


def _proof(row: Evidence, case: CaseStudy) -> Proof:
    anchor = row.place
    stands = still_stands(case, anchor)
    place = place_label(case, anchor) if stands and not anchor.quote else ""
    return Proof(
        relation=row.stance,
        quote=shown(anchor.quote) if stands else "",
        remark=row.remark if stands else _("The author has changed the passage that was quoted here."),
        place=place,
        title=shown(str(case)),
        url=f"{case.get_absolute_url()}#{anchor.html_id}" if stands else case.get_absolute_url(),
        facts=facts_of(case),
    )


def facts_of(case: CaseStudy) -> str:
    """`失敗事例・製造業・東北`: what a reader sees of a case before opening it."""
    codes = [(scheme, case.code(scheme)) for scheme in ("outcome", "industry")]
    labels = [terms.short(scheme, code) for scheme, code in codes if code]
    return SEPARATOR.join(filter(None, [*labels, case.place_label]))


def others_of(ids: set[int]) -> list[str]:
    """How many published cases the reader does not see, in words. Nothing of the cases themselves is read."""
    if not ids:
        return []
    groups = CaseStudy.objects.published().filter(pk__in=ids).order_by()
    counts = dict(groups.values_list("visibility").annotate(Count("pk")))
    members = counts.pop(Visibility.MEMBERS, 0)
    own = sum(counts.values())
    found = []
    if members:
        words = ngettext(
            "There is %(n)s more case for members only.", "There are %(n)s more cases for members only.", members
        )
        found.append(words % {"n": members})
    if own:
        words = ngettext(
            "There is %(n)s more case that few may read.", "There are %(n)s more cases that few may read.", own
        )
        found.append(words % {"n": own})
    return found
