"""Editions of handbooks: ordered by a maker, made by the worker, closed when something in them is closed.

A killed worker's edition is made again. What happens to articles and cases while an edition is made is looked at before
it appears.
"""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from bansou import paper
from bansou.accounts.models import User
from bansou.audit.models import record
from bansou.batches import BATCH
from bansou.notifications.services import notify
from casestudies.models import CaseStudy
from knowhow.handbook import words
from knowhow.handbook.content import articles_for, build, says_the_same
from knowhow.handbook.document import write_docx
from knowhow.handbook.progress import COLLECTED, DRAWN, LayoutProgress
from knowhow.models import Article, HandbookEdition, HandbookItem
from knowhow.models.handbook import LEASE, MAX_ATTEMPTS

CLOSED = "handbook_closed"


# --- Ordering -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def order(
    by: Any, title: str, audience: str, steps: list[str], note: str = "", at: datetime | None = None
) -> HandbookEdition:
    """Ask for an edition; the same one that is not begun yet is found again."""
    if by:  # a button that is pressed twice
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
    wanted = {"title": title, "audience": audience, "steps": steps}
    waiting = HandbookEdition.objects.unfinished().filter(attempts=0, **wanted).first()
    if waiting:
        return waiting
    edition = HandbookEdition.objects.create(made_by=by, note=note, created_at=at or timezone.now(), **wanted)
    record(by, "order", edition, title=title)
    return edition


# --- In the background --------------------------------------------------------------------------------------------------
def make_waiting() -> int:
    """The job: make the editions that nobody makes, one after the other; how many."""
    made = 0
    while edition := _claimed():
        make(edition)
        made += 1
    return made


def _claimed() -> HandbookEdition | None:
    """The oldest edition to make, taken so that no other worker does."""
    for edition in HandbookEdition.objects.to_do()[:10]:
        mine = HandbookEdition.objects.filter(pk=edition.pk, leased_until=edition.leased_until)
        if mine.update(leased_until=timezone.now() + LEASE, attempts=F("attempts") + 1):
            return edition
    return None


@translation.override("ja")
def make(edition: HandbookEdition) -> None:
    """Text, PDF and DOCX of an edition. Where PDFs cannot be drawn it appears without one."""
    content = build(edition)
    if not content["parts"]:  # everything that it was ordered for has gone meanwhile
        HandbookEdition.objects.filter(pk=edition.pk).update(attempts=MAX_ATTEMPTS, leased_until=None)
        return
    keep_text(edition, content)
    if not is_open(edition):  # something changed between reading and keeping; later changes close it by themselves
        close(edition)
        return
    pdf, pages = _drawn(edition, content)
    _tell(edition, DRAWN)
    files = {"pdf": _put(edition, "pdf", pdf), "docx": _put(edition, "docx", write_docx(content, edition.number or 1))}
    _appear(edition, files, pages)


def _tell(edition: HandbookEdition, percent: int) -> None:
    HandbookEdition.objects.filter(pk=edition.pk).update(percent=percent, leased_until=timezone.now() + LEASE)


@transaction.atomic
def keep_text(edition: HandbookEdition, content: dict[str, Any]) -> None:
    """From here on a change of what stands in it closes the edition."""
    edition.content, edition.percent = content, COLLECTED
    edition.number = edition.number or _next_number(edition)
    edition.article_count = sum(len(part["articles"]) for part in content["parts"])
    edition.save(update_fields=["content", "percent", "number", "article_count"])
    edition.items.all().delete()
    articles = [("knowhow", article["id"]) for part in content["parts"] for article in part["articles"]]
    cases = [("case", source["id"]) for source in content["sources"]]
    people = [(User.kind, person) for person in {source["person"] for source in content["sources"]} - {""}]
    items = (HandbookItem(edition=edition, kind=kind, object_id=key) for kind, key in [*articles, *cases, *people])
    HandbookItem.objects.bulk_create(items, BATCH)


def _drawn(edition: HandbookEdition, content: dict[str, Any]) -> tuple[bytes, int]:
    """The PDF and the number of its pages; nothing and 0 where the library is missing."""
    progress = LayoutProgress(edition.article_count, lambda percent: _tell(edition, percent))
    context = words.around(content, edition.number or 1)
    try:
        made = paper.pdf("knowhow/handbook/paper.html", context, content["title"], on_page=progress)
    except paper.PaperMissing:
        return b"", 0
    return made, progress.last_page


def _next_number(edition: HandbookEdition) -> int:
    """Of its series, which is held: two workers must not give one number twice."""
    series = HandbookEdition.objects.of_series(edition)
    list(series.select_for_update().order_by("pk").values_list("pk"))
    return (series.aggregate(last=Max("number"))["last"] or 0) + 1


def _put(edition: HandbookEdition, format: str, content: bytes) -> str:
    """Store a file under a name that nobody guesses, the same at a second try; '' for no file."""
    if not content:
        return ""
    name = f"handbooks/{salted_hmac('knowhow.handbook', edition.public_id).hexdigest()}.{format}"
    default_storage.delete(name)
    return default_storage.save(name, File(BytesIO(content)))


@transaction.atomic
def _appear(edition: HandbookEdition, files: dict[str, str], pages: int) -> None:
    """Publish the edition, unless something in it was closed meanwhile."""
    edition = HandbookEdition.objects.select_for_update().get(pk=edition.pk)
    edition.pdf, edition.docx = files["pdf"], files["docx"]
    edition.page_count, edition.percent = pages, 100
    edition.done_at, edition.leased_until = timezone.now(), None
    if edition.closed_at:
        transaction.on_commit(lambda: _delete_files(files.values()))
        return
    edition.save()
    record(edition.made_by, "publish", edition, number=edition.number)


def _delete_files(names: Iterable[str]) -> None:
    for name in filter(None, names):
        default_storage.delete(name)


# --- Closing ------------------------------------------------------------------------------------------------------------
def is_open(edition: HandbookEdition) -> bool:
    """May its readers still read all that is in it, and does it stand there as it stands in its place?"""
    items = edition.items.exclude(kind=User.kind).values_list("kind", "object_id")
    return all(holds(edition, kind, object_id) for kind, object_id in items)


def holds(edition: HandbookEdition, kind: str, object_id: str) -> bool:
    """The same for one article, one case, or all cases that name a person."""
    if kind == Article.kind:
        return Article.objects.readable_by(edition.tokens).filter(public_id=object_id).exists()
    column = "person" if kind == User.kind else "id"
    sources = [source for source in edition.content.get("sources", ()) if source[column] == object_id]
    cases = CaseStudy.objects.readable_by(edition.tokens).select_related("author", "organisation")
    found = cases.prefetch_related("terms", "rows").filter(public_id__in=[source["id"] for source in sources])
    by_id = {case.public_id: case for case in found}
    return all(source["id"] in by_id and says_the_same(source, by_id[source["id"]]) for source in sources)


@transaction.atomic
def close(edition: HandbookEdition, by: Any = None) -> None:
    """Take an edition off every door: its text and files go, the row stays as history. One that was closed by a change
    (`by` None) is made anew without what is gone, and whoever made it is told."""
    files = [edition.pdf.name, edition.docx.name]
    edition.closed_at = edition.closed_at or timezone.now()
    edition.content, edition.pdf, edition.docx = {}, "", ""
    edition.save(update_fields=["closed_at", "content", "pdf", "docx"])
    edition.items.all().delete()
    record(by, "close", edition, number=edition.number)
    transaction.on_commit(lambda: _delete_files(files))
    if by is None:
        _again(edition)


def _again(edition: HandbookEdition) -> None:
    """A new edition in the place of one that was closed, if it was the newest and anything is left."""
    newer = HandbookEdition.objects.of_series(edition).filter(pk__gt=edition.pk, closed_at=None)
    if newer.exists() or not articles_for(edition.steps, edition.tokens).exists():
        return
    with translation.override("ja"):
        note = _("Made anew without what is no longer published.")
    new = order(edition.made_by, edition.title, edition.audience, edition.steps, note)
    if edition.made_by and edition.made_by.is_active:
        notify(CLOSED, [edition.made_by], url=new.get_absolute_url(), title=edition.title, number=edition.number or "")
