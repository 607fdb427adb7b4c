"""What is new in a search as an Atom feed: what anyone may read, whoever asks. And the OpenSearch description."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bansou.access import PUBLIC
from casestudies.models import CaseStudy
from search.engines import get_engine
from search.engines.base import Results
from search.kinds import readable
from search.saved.news import day_of
from search.saved.words import proposed_name
from search.state import SearchState, parse

SIZE = 30
MAX_AGE = 300  # seconds
RETRY_AFTER = "300"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NAMED_SINCE = 2026  # the year in the tags that name entries (RFC 4151)


@dataclass(frozen=True)
class Entry:
    """One entry. `author` is what the byline lets everybody know, '' for none."""

    id: str
    title: str
    url: str
    summary: str
    author: str
    published: datetime
    updated: datetime


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest public results of the search of this address."""
    state = replace(parse(request.GET), sort="", page=1, view="list")
    query = replace(state, sort="new").query(frozenset({PUBLIC}), size=SIZE, facets=[])
    results = get_engine().search(query)
    if results.degraded:  # a feed reader keeps what it gets: rather nothing than something else
        return HttpResponse(status=503, headers={"Retry-After": RETRY_AFTER})
    entries = list(entries_of(state.kind, results))
    etag = quote_etag(_fingerprint(state, entries))
    response = get_conditional_response(request, etag) or _rendered(state, entries)
    response["ETag"] = etag
    patch_cache_control(response, max_age=MAX_AGE)
    patch_vary_headers(response, ["Cookie"])  # the language
    return response


def entries_of(kind: str, results: Results) -> Iterator[Entry]:
    """The public ones of the hits, in their order: the database decides, not the index."""
    ids = [hit.id for hit in results.hits]
    rows = {row.public_id: row for row in _public(kind).filter(public_id__in=ids)} if ids else {}
    host = urlsplit(settings.SITE_URL).hostname
    for row in (rows[public_id] for public_id in ids if public_id in rows):
        if published := _moment(day_of(row)):
            yield Entry(
                id=f"tag:{host},{NAMED_SINCE}:{kind}:{row.public_id}",
                title=str(row),
                url=settings.SITE_URL + row.get_absolute_url(),
                summary=getattr(row, "shown_summary", "") or getattr(row, "situation", ""),
                author=_author(row),
                published=published,
                updated=_moment(_day_of_change(row)) or published,
            )


def _public(kind: str) -> Any:
    if kind == "case":
        cases = CaseStudy.objects.visible_to(AnonymousUser())
        return cases.select_related("author", "organisation").prefetch_related("terms")
    return readable(kind, AnonymousUser())


def _day_of_change(row: Any) -> date | None:
    """To the day, as on its page: the minute could be set beside what else somebody did then."""
    changed = getattr(row, "last_published_at", None)
    return timezone.localdate(changed) if changed else None


def _moment(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _author(row: Any) -> str:
    if not isinstance(row, CaseStudy):
        return ""
    return "・".join(filter(None, (row.public_author.name, row.public_author.detail)))


def _fingerprint(state: SearchState, entries: list[Entry]) -> str:
    return hashlib.sha256(repr((state.canonical, get_language(), entries)).encode()).hexdigest()


def _rendered(state: SearchState, entries: list[Entry]) -> HttpResponse:
    query = f"?{state.canonical}" if state.canonical else ""
    made = Atom1Feed(
        title=plain(_("Bansou: %(search)s") % {"search": proposed_name(state)}),
        link=f"{settings.SITE_URL}{reverse('search')}{query}",
        feed_url=f"{settings.SITE_URL}{reverse('search-feed')}{query}",
        description=None,
        subtitle=_("The newest of what anyone may read."),
        language=get_language(),
        author_name=_("Bansou: knowledge of accompanying support"),
    )
    for entry in entries:
        made.add_item(
            title=plain(entry.title),
            link=entry.url,
            description=plain(entry.summary),
            unique_id=entry.id,
            author_name=plain(entry.author) or None,
            pubdate=entry.published,
            updateddate=entry.updated,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def plain(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("", text)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers ask this site (OpenSearch 1.1)."""
    response = render(
        request,
        "search/opensearch.xml",
        {"site_url": settings.SITE_URL, "search_url": settings.SITE_URL + reverse("search")},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
    patch_cache_control(response, max_age=24 * 3600)
    return response
