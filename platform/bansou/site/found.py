"""Pages of the site in the search: steps, announcements, plain pages, glossary; the guides as parts of the help page.

The index follows what editors do; what a deployment changes in the guides is compared when the site is prepared.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import singledispatch
from html import unescape
from typing import Any
from urllib.parse import quote

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from bansou.access import MEMBERS, PUBLIC, STAFF
from bansou.indexing.services import changed_many
from bansou.site import guides
from bansou.site.models import GlossaryPage, NewsPage, PlainPage, StepPage
from search import documents, kinds
from search.checking import Checker
from search.engines import get_engine
from search.engines.base import Document, IndexMissing, SearchUnavailable, Section
from search.fallback.answer import SOURCES, Source
from search.fallback.conditions import NOTHING

KIND = "page"
FOUND = (StepPage, NewsPage, PlainPage, GlossaryPage)
HELP = "help"  # the page whose chapters the guides are
STEP_TEXTS = {  # text of a step page → (anchor on the page, heading)
    "what": ("what", _("What this step is")),
    "cautions": ("cautions", _("Points to mind")),
    "methods": ("methods", _("Methods that work (examples)")),
    "key_points": ("keypoints", _("Key points")),
    "questions": ("questions", _("Questions to ask")),
    "medium": ("size", _("Medium-sized firms")),
    "small": ("size", _("Small firms")),
}


def connect() -> None:
    """Tell the search about pages, and follow them. Called when the app is ready."""
    documents.BUILDERS[KIND], documents.ROWS[KIND] = page_document, readable_pages
    documents.SECTION_LABELS.update({f"step-{name}": heading for name, (_anchor, heading) in STEP_TEXTS.items()})
    documents.SECTION_LABELS.update(glossary=_("Glossary"), guide=_("Guide"))
    SOURCES[KIND] = Source(lambda tokens: readable_pages(), ("title",), "first_published_at", step_facet)
    kinds.KINDS[KIND] = kinds.Kind(pgettext_lazy("search", "Guides and news"), lambda user: readable_pages(), page_card)
    for model in FOUND:
        post_save.connect(on_page, sender=model, dispatch_uid=f"{model.__name__}.indexed")
    post_delete.connect(on_page, sender=Page, dispatch_uid="page.unindexed")
    post_page_move.connect(on_branch, dispatch_uid="page.moved")
    for signal in (post_save, post_delete):
        signal.connect(on_branch, sender=PageViewRestriction, dispatch_uid=f"restriction.{id(signal)}")


# --- Reading ------------------------------------------------------------------------------------------------------------
def readable_pages() -> Any:
    """Published pages that are open to everybody, as themselves; `public_id` is the key as text."""
    pages = Page.objects.live().public().type(*FOUND)
    return pages.annotate(public_id=Cast("pk", CharField())).specific()


def page_document(page: Any, version: int = 0) -> Document:
    """A page with its texts."""
    return Document(
        kind=KIND,
        id=str(page.pk),
        title=page.title,
        summary=getattr(page, "intro", ""),
        sections=tuple(section for section in sections_of(page) if section.text),
        facets={"step": [page.step]} if isinstance(page, StepPage) else {},
        audience=[PUBLIC, MEMBERS, STAFF],
        dates={"published": page.published_on} if page.published_on else {},
        version=version,
    )


@singledispatch
def sections_of(page: Page) -> Iterator[Section]:
    """The texts of a page under their anchors."""
    yield from ()


@sections_of.register
def step_sections(page: StepPage) -> Iterator[Section]:
    for name, (anchor, _heading) in STEP_TEXTS.items():
        yield Section(anchor, f"step-{name}", getattr(page, name))


@sections_of.register
def news_sections(page: NewsPage) -> Iterator[Section]:
    yield Section("", "text", plain(page.body))


@sections_of.register
def plain_sections(page: PlainPage) -> Iterator[Section]:
    yield Section("", "text", plain(page.body))
    if page.slug == HELP:
        for name in guides.NAMES:
            for chapter in guides.chapters(name):
                yield Section(f"{reverse('guide', args=[name])}{chapter.anchor}", "guide", chapter.text)


@sections_of.register
def glossary_sections(page: GlossaryPage) -> Iterator[Section]:
    for entry in page.entries:
        text = f"{entry.get('term', '')}（{entry.get('reading', '')}）{entry.get('description', '')}"
        yield Section(quote(entry.get("term", "")), "glossary", text)


def plain(html: str) -> str:
    """Rich text without its tags; what stood in two paragraphs does not run together."""
    return unescape(strip_tags(html.replace("</", "\n</"))).strip()


def step_facet(facet: str, codes: Collection[str], first: str | None = None, last: str | None = None) -> Q:
    """The pages of some steps, for the simple search."""
    return Q(pk__in=StepPage.objects.filter(step__in=list(codes)).values("pk")) if facet == "step" else NOTHING


def page_card(page: Any) -> dict[str, Any]:
    """For components/_card.html."""
    step = getattr(page, "step", "")
    return {
        "kind": KIND,
        "url": page.get_absolute_url(),
        "title": page.title,
        "main_step": step,
        "steps": [step] if step else [],
        "date": page.date if isinstance(page, NewsPage) else None,
    }


# --- Following ----------------------------------------------------------------------------------------------------------
def on_page(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """A page was saved or deleted. Saving a draft writes only its own columns."""
    if not raw and not (update_fields and "live" not in update_fields):
        changed_many(KIND, [str(instance.pk)])


def on_branch(instance: Any, **kwargs: Any) -> None:
    """A page was moved or closed to some: its descendants with it."""
    top = instance.page if isinstance(instance, PageViewRestriction) else instance
    changed_many(KIND, [str(pk) for pk in top.get_descendants(inclusive=True).values_list("pk", flat=True)])


def catch_up() -> None:
    """Bring the pages in the index up to what is in the database and in the files of the guides now."""
    with suppress(SearchUnavailable, IndexMissing):  # then all of it is brought up later
        Checker(get_engine(), repair=True).check(KIND, [page.public_id for page in readable_pages()])
