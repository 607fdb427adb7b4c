"""robots.txt and sitemap.xml: what a visitor may read, and nothing else."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from casestudies.models import CaseStudy
from knowhow.models import Article

PER_FILE = 5_000
# Endless combinations of filters, and pages of one's own.
CLOSED = ("/search/", "/admin/", "/accounts/", "/me/", "/review/", "/cases/write/", "/community/new/")


class Cases(Sitemap):
    """Cases for everybody."""

    limit = PER_FILE

    def items(self) -> QuerySet[CaseStudy]:
        """In an order that stays."""
        return CaseStudy.objects.visible_to(AnonymousUser()).only("public_id", "last_published_at").order_by("pk")

    def lastmod(self, item: CaseStudy) -> Any:
        """When its text changed."""
        return item.last_published_at


class Articles(Sitemap):
    """Know-how for everybody."""

    limit = PER_FILE

    def items(self) -> QuerySet[Article]:
        """In an order that stays."""
        return Article.objects.visible_to(AnonymousUser()).only("public_id", "last_published_at").order_by("pk")

    def lastmod(self, item: Article) -> Any:
        """When its text changed."""
        return item.last_published_at


class Pages(Sitemap):
    """The pages that editors write."""

    def items(self) -> QuerySet[Page]:
        """All that are public."""
        return Page.objects.live().public().filter(depth__gt=1).order_by("path")

    def location(self, item: Page) -> str:
        """The path on this site."""
        return item.get_url() or "/"

    def lastmod(self, item: Page) -> Any:
        """When it was published last."""
        return item.last_published_at


SITEMAPS = {"pages": Pages, "cases": Cases, "knowhow": Articles}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers leave alone, and where the sitemap is."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    sitemap = settings.SITE_URL + reverse("sitemap")
    return HttpResponse(f"User-agent: *\n{closed}Sitemap: {sitemap}\n", content_type="text/plain")
