"""What search knows of each kind of object: row → Document. Built from the row as it is now, never from a draft."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bansou.accounts.models import User
from bansou.batches import in_batches
from bansou.vocabulary import terms
from bansou.vocabulary.schemes import FACET_SCHEMES
from casestudies.bulk import with_rows
from casestudies.models import CaseRow, CaseStudy
from casestudies.structure import ROW_KIND, ROW_KINDS, TEXT, TEXTS, RowKind
from community.models import Thread
from knowhow.content import LABELS
from knowhow.models import Article
from search.engines.base import Document, Section
from search.passages import BETWEEN_TERMS, TERMS

# Facets that are no plain scheme of the case: `place` joins region and prefecture, so that 「東北」 or 「島根県」 is one filter.
PLACE, TAG, FISCAL_YEAR = "place", "tag", "fiscal_year"
PLACE_SCHEMES = {"region", "prefecture"}
# Title and summary have their own place in a document; what is said of related cases stands beside those.
ELSEWHERE = {"title", "summary", "related"}
# Their terms are on every case, so their words would find everything; the place goes in as coarsely as it is shown.
UNSPOKEN = {"outcome", "step", "supporter_type", "prefecture"}
# Row kind → the fields that somebody wrote in words.
SPOKEN = {
    kind.code: [field.name for field in kind.fields if field.type == "text" and not field.scheme and not field.choices]
    for kind in ROW_KINDS
}


def with_ancestors(scheme: str, codes: Iterable[str]) -> list[str]:
    """Codes (of merged terms: what stands for them) and those of their parents in the same scheme."""
    known = terms.derived(_Lineages)
    return list(dict.fromkeys(code for given in codes for code in known[scheme, given]))


class _Lineages(dict[tuple[str, str], tuple[str, ...]]):
    """(scheme, code) → the code as it is today and those above it."""

    def __missing__(self, key: tuple[str, str]) -> tuple[str, ...]:
        found = self[key] = _lineage(*key)
        return found


def _lineage(scheme: str, code: str) -> tuple[str, ...]:
    code = terms.resolve(scheme, code)
    return code, *(above for above_scheme, above in terms.ancestors(scheme, code) if above_scheme == scheme)


def place_codes(case: CaseStudy) -> list[str]:
    """The place as coarsely as the author chose, with the region above it."""
    scheme, code = case.place
    if not code:
        return []
    return [code, terms.region_of(code)] if scheme == "prefecture" else [code]


def case_facets(case: CaseStudy) -> dict[str, list[str]]:
    """Codes by facet."""
    found = {s.code: case.codes.get(s.code, []) for s in FACET_SCHEMES if s.code not in PLACE_SCHEMES}
    found["pitfall"] = [*found["pitfall"], *(row.pitfall for row in case.rows_of("failure_factors") if row.pitfall)]
    found = {scheme: with_ancestors(scheme, codes) for scheme, codes in found.items()}
    found["company_size"] = [case.company_size] if case.company_size else []
    found[PLACE] = place_codes(case)
    found[TAG] = [item.tag.name for item in case.tag_items.all()]
    found[FISCAL_YEAR] = [str(case.shown_fiscal_year)] if case.shown_fiscal_year else []
    return {facet: codes for facet, codes in found.items() if codes}


def case_sections(case: CaseStudy) -> Iterator[Section]:
    """The texts that the page of a case shows, under their anchors there; the label is the name of the text or of the
    row's kind. What was written for another kind of case is kept but not shown, so it is not found either."""
    outcome, rows = case.outcome, list(case.rows.all())
    for text in TEXTS:
        if text.name not in ELSEWHERE and outcome in text.outcomes and (value := getattr(case, text.name)):
            yield Section(f"s-{text.name}", text.name, value)
    for kind in ROW_KINDS:
        if kind.code not in ELSEWHERE and outcome in kind.outcomes:
            yield from _row_sections(kind, rows)
    yield Section("", TERMS, classification(case))


def classification(case: CaseStudy) -> str:
    """The case's terms and tags in words. Other names of the terms are synonyms of the query: written here, they would
    be found by whoever excludes them."""
    words = [
        terms.label(scheme, code) for scheme, codes in case.codes.items() if scheme not in UNSPOKEN for code in codes
    ]
    return BETWEEN_TERMS.join(
        filter(None, [*words, case.place_label, *(item.tag.name for item in case.tag_items.all())])
    )


def _row_sections(kind: RowKind, rows: Iterable[CaseRow]) -> Iterator[Section]:
    names = SPOKEN[kind.code]
    for row in rows:
        if row.kind == kind.code and (value := "\n".join(row.data[name] for name in names if row.data.get(name))):
            yield Section(row.key, kind.code, value)


def case_document(case: CaseStudy, version: int = 0) -> Document:
    """A published case."""
    return Document(
        kind="case",
        id=case.public_id,
        title=case.title,
        summary=case.summary,  # a derived one repeats a text that has its own section
        sections=tuple(case_sections(case)),
        facets=case_facets(case),
        audience=case.audience,
        dates={"published": case.published_on} if case.published_on else {},
        numbers={"helpful": case.helpful_count, "discussed": getattr(case, "post_count", None) or 0},
        version=version,
    )


ARTICLE_TEXTS = ("situation", "body", "why", "works_when", "fails_when", "caveats", "checklist", "examples")


def article_document(article: Article, version: int = 0) -> Document:
    """A published article; its evidence is searched where it stands, in the cases."""
    sections = [Section(f"s-{name}", name, getattr(article, name)) for name in ARTICLE_TEXTS if getattr(article, name)]
    questions = "\n".join(question.get("text", "") for question in article.questions)
    return Document(
        kind="knowhow",
        id=article.public_id,
        title=article.claim,
        summary=article.situation[:120],
        sections=tuple([*sections, Section("s-questions", "questions", questions)] if questions else sections),
        facets={"step": article.steps, "pitfall": with_ancestors("pitfall", article.pitfalls)},
        audience=article.audience,
        dates={"published": article.published_on} if article.published_on else {},
        version=version,
    )


def thread_document(thread: Thread, version: int = 0) -> Document:
    """A thread with its readable posts; about a case or article it is read by whoever reads that."""
    posts = [post for post in thread.posts.all() if post.hidden_at is None]
    return Document(
        kind="thread",
        id=thread.public_id,
        title=thread.title,
        summary=posts[0].text[:120] if posts else "",
        sections=tuple(Section(f"post-{post.public_id}", "post", post.text) for post in posts),
        facets={"step": [thread.step]} if thread.step else {},
        audience=thread.audience,
        dates={"published": timezone.localdate(thread.created_at)},
        numbers={"discussed": len(posts)},
        version=version,
    )


PROFILE = {"organisations": _("Organisation"), "work": _("Job"), "introduction": _("Introduction")}
PROFILE["expertise"] = _("Fields of experience")


def person_document(person: User, version: int = 0) -> Document:
    """A member: what the own page shows, nothing of what the person wrote. Who may read the profile finds it."""
    current = [m.organisation.name for m in person.memberships.all() if m.is_confirmed and m.is_current]
    labels = [label for _scheme, labels in person.shown_expertise for label in labels]
    texts = {
        "organisations": ("", "、".join(current)),
        "work": ("", "、".join(filter(None, [person.supporter_label, person.job, person.prefecture_label]))),
        "introduction": ("s-intro", person.introduction),
        "expertise": ("s-expertise", "、".join(labels)),
    }
    return Document(
        kind="person",
        id=person.public_id,
        title=person.display_name,
        sections=tuple(Section(anchor, name, text) for name, (anchor, text) in texts.items() if text),
        facets=person_facets(person),
        audience=person.audience,
        version=version,
    )


def person_facets(person: User) -> dict[str, list[str]]:
    """Codes by facet."""
    found = {scheme: with_ancestors(scheme, codes) for scheme, codes in person.expertise.items()}
    found["supporter_type"] = with_ancestors("supporter_type", filter(None, [person.supporter_type]))
    found[PLACE] = [person.prefecture, terms.region_of(person.prefecture)] if person.prefecture else []
    return {facet: codes for facet, codes in found.items() if codes}


def case_rows() -> Any:
    """Published cases; how much is said about them counts for a sort."""
    talk = Thread.objects.filter(case=OuterRef("pk"), hidden_at=None).order_by().values("case")
    posts = Subquery(talk.annotate(n=Sum("post_count")).values("n"))
    return CaseStudy.objects.published().for_page().prefetch_related("coauthors").annotate(post_count=posts)


def thread_rows() -> Any:
    """Threads with their posts."""
    threads = Thread.objects.filter(hidden_at=None).select_related("case", "article")
    return threads.prefetch_related("posts", "case__coauthors")


def person_rows() -> Any:
    """Members with their organisations."""
    return User.objects.approved().exclude(display_name="").prefetch_related("memberships__organisation")


# An app above this one adds its own: `site` the pages of the site.
BUILDERS: dict[str, Callable[[Any, int], Document]] = {
    "case": case_document,
    "knowhow": article_document,
    "thread": thread_document,
    "person": person_document,
}
ROWS: dict[str, Callable[[], Any]] = {
    "case": case_rows,
    "knowhow": Article.objects.published,
    "thread": thread_rows,
    "person": person_rows,
}


def rows(kind: str) -> Any:
    """The rows of a kind that may be in the index, with all that a document needs."""
    return ROWS[kind]()


def document_of(kind: str, public_id: str, version: int = 0) -> Document | None:
    """The document of one object as it is now; None when it must not be found."""
    return documents_of(kind, {public_id: version}).get(public_id)


def documents_of(kind: str, versions: Mapping[str, int]) -> dict[str, Document]:
    """public id → document as it is now, of those that may be found. `versions`: public id → the document's version."""
    if kind not in BUILDERS:
        return {}
    found = {row.public_id: row for row in rows(kind).filter(public_id__in=list(versions))}
    documents = {public_id: BUILDERS[kind](row, versions[public_id]) for public_id, row in found.items()}
    return {public_id: document for public_id, document in documents.items() if document.audience}


def all_documents(kinds: Iterable[str] | None = None, version: int = 0) -> Iterator[Document]:
    """Every document (of these kinds), in batches of rows: for `rebuild_index`."""
    for kind in BUILDERS if kinds is None else kinds:
        for row in _all_rows(kind):
            document = BUILDERS[kind](row, version)
            if document.audience:
                yield document


def _all_rows(kind: str) -> Iterator[Any]:
    if kind == "case":
        return with_rows(CaseStudy.objects.published())
    return chain.from_iterable(in_batches(rows(kind)))


SECTION_LABELS: dict[str, Any] = {
    **{code: kind.label for code, kind in ROW_KIND.items()},
    **LABELS,
    **{name: text.label for name, text in TEXT.items()},
    **PROFILE,
    TERMS: _("Classification"),
}


def section_label(name: str) -> Any:
    """The label of a matched section on screen; '' for what has none (a summary, a post)."""
    return SECTION_LABELS.get(name, "")
