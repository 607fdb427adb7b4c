"""What stands in an edition, as plain values: page, PDF and DOCX are made of it, so all three say the same.

    {"title", "audience", "note", "as_of": ISO date,
     "parts": [{"step", "name", "label", "description", "articles": [ARTICLE]}],
     "sources": [{"number", "id", "title", "author", "facts", "published_on", "shown_as", "person",
                  "anchors": [Anchor]}],
     "index": [{"head": "か", "entries": [{"term", "reading", "articles": [number]}]}]}

    ARTICLE = {"number": "4-1", "id", "claim", "kind", "grade", "strength", "published_on", "also": [step names],
     "situation", "sections": [{"label", "paragraphs" | "lines" | "checks": [text] | "questions": [{"text", "aim"}]}],
     "proofs": [{"stance", "stance_label", "quote", "remark", "source": number}], "others": [sentence]}

All texts are plain. Nothing is in it that not every reader of the edition may read.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bansou.vocabulary import terms
from casestudies.anchors import stored_anchor
from casestudies.byline import Byline
from casestudies.models import CaseStudy
from casestudies.texts import BLANK_LINES
from knowhow.content import TEXTS
from knowhow.handbook.index import index_of
from knowhow.models import Article, ArticleQuerySet, Evidence, HandbookEdition
from knowhow.page import facts_of, others_of, quoted
from knowhow.quotes import still_stands

Values = dict[str, Any]
LISTED = {"works_when", "fails_when", "caveats"}
APART = {"claim", "situation"}  # they stand above the sections
NOT_GRADED = "E"  # sorts behind A to D
QUESTIONS, PITFALLS = _("Questions you can use"), _("Support to avoid")


def articles_for(steps: Iterable[str], tokens: Iterable[str]) -> ArticleQuerySet:
    """Published articles with one of these steps that everybody who holds the tokens may read."""
    return Article.objects.readable_by(frozenset(tokens)).of_steps(steps)


def build(edition: HandbookEdition) -> Values:
    """The text of an edition as of now. Reads much and writes nothing: not for a request."""
    articles = list(articles_for(edition.steps, edition.tokens).order_by("-published_on", "-pk"))
    prefetch_related_objects(articles, "evidence")
    sources = Sources(articles, edition.tokens)
    parts = [part for code in edition.steps if (part := _part(code, edition.steps, articles, sources))["articles"]]
    return {
        "title": edition.title,
        "audience": edition.audience,
        "note": edition.note,
        "as_of": timezone.localdate().isoformat(),
        "parts": parts,
        "sources": sources.listed,
        "index": index_of(article for part in parts for article in part["articles"]),
    }


class Sources:
    """The cases behind the articles, numbered as they are first named. Only those that the readers may read."""

    def __init__(self, articles: list[Article], tokens: frozenset[str]) -> None:
        ids = {row.case_id for article in articles for row in article.evidence.all()}
        cases = CaseStudy.objects.readable_by(tokens).select_related("author", "organisation")
        self.readable = cases.prefetch_related("terms", "rows").in_bulk(ids)
        self._numbered: dict[int, Values] = {}

    def take(self, row: Evidence) -> Values | None:
        """The source of an evidence row; None when not everybody may read it, or its words do not stand any more."""
        case = self.readable.get(row.case_id)
        if case is None or not still_stands(case, row.place):
            return None
        source = self._numbered.setdefault(case.pk, source_of(case, len(self._numbered) + 1))
        source["anchors"].append(row.place.as_dict())
        return source

    @property
    def listed(self) -> list[Values]:
        """All that were taken, by number."""
        return list(self._numbered.values())


def source_of(case: CaseStudy, number: int) -> Values:
    """A case as the list of sources names it, under its byline."""
    author = case.public_author
    return {
        "number": number,
        "id": case.public_id,
        "title": str(case),
        "author": "　".join(filter(None, [author.name, author.detail])),
        "facts": facts_of(case),
        "published_on": case.published_on.isoformat() if case.published_on else "",
        "shown_as": _shown_as(case),
        "person": case.author.public_id if case.byline == Byline.NAME else "",
        "anchors": [],
    }


def _shown_as(case: CaseStudy) -> list[str]:
    """What the author decided about name and place, and the name itself, if it is a person's. Not the words for an
    organisation or a region: those may change without anybody minding the old ones."""
    name = case.public_author.name if case.byline == Byline.NAME else ""
    return [case.byline, case.place_precision, name]


def says_the_same(source: Values, case: CaseStudy) -> bool:
    """Is the case still shown under the title, name and place that the edition prints, and does it hold every passage
    quoted? A title is changed, too, because somebody was recognised by it."""
    if source["title"] != str(case) or _shown_as(case) != source["shown_as"]:
        return False
    return all(still_stands(case, stored_anchor(anchor)) for anchor in source["anchors"])


def _part(code: str, steps: list[str], articles: list[Article], sources: Sources) -> Values:
    """A chapter: the articles whose first chosen step this is, the best supported first."""
    own = [article for article in articles if next((step for step in article.steps if step in steps), "") == code]
    own.sort(key=lambda article: article.grade or NOT_GRADED)
    info = terms.get("step", code)
    return {
        "step": code,
        "name": terms.short("step", code),
        "label": terms.label("step", code),
        "description": info.description if info else "",
        "articles": [_article(article, f"{code}-{n}", code, sources) for n, article in enumerate(own, 1)],
    }


def _article(article: Article, number: str, step: str, sources: Sources) -> Values:
    return {
        "number": number,
        "id": article.public_id,
        "claim": article.claim,
        "kind": str(article.get_article_kind_display()),
        "grade": article.grade,
        "strength": str(article.get_strength_display()),
        "published_on": article.published_on.isoformat() if article.published_on else "",
        "also": [terms.short("step", code) for code in article.steps if code != step],
        "situation": article.situation.strip(),
        "sections": list(_sections(article)),
        **_evidence(article, sources),
    }


def _sections(article: Article) -> Iterable[Values]:
    """What the article says, part by part, in the order of its form."""
    for name, label in TEXTS.items():
        if name not in APART:
            yield from _if_any(label, **_text(article, name))
        if name == "body":
            yield from _if_any(QUESTIONS, questions=[_question(row) for row in article.questions if row.get("text")])
    yield from _if_any(PITFALLS, lines=[terms.label("pitfall", code) for code in article.pitfalls])


def _text(article: Article, name: str) -> dict[str, list[str]]:
    if name == "checklist":
        return {"checks": article.lines(name)}
    if name in LISTED:
        return {"lines": article.lines(name)}
    return {"paragraphs": [part.strip() for part in BLANK_LINES.split(getattr(article, name)) if part.strip()]}


def _question(row: Values) -> Values:
    return {"text": quoted(row["text"]), "aim": row.get("aim", "")}


def _if_any(label: Any, **texts: list[Any]) -> Iterable[Values]:
    if any(texts.values()):
        yield {"label": str(label), **texts}


def _evidence(article: Article, sources: Sources) -> Values:
    """Passages of cases that the readers may read, and how many others there are, in words."""
    taken = [(row, source) for row in article.evidence.all() if (source := sources.take(row))]
    ids = {row.case_id for row in article.evidence.all()}
    proofs = [
        {
            "stance": row.stance,
            "stance_label": str(row.get_stance_display()),
            "quote": row.place.quote,
            "remark": row.remark,
            "source": source["number"],
        }
        for row, source in taken
    ]
    return {"proofs": proofs, "others": others_of(ids - sources.readable.keys())}
