"""Wagtail pages and media of the site itself."""

from bansou.site.models.media import SiteDocument, SiteImage, SiteRendition
from bansou.site.models.pages import (
    GlossaryPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PlainPage,
    StepIndexPage,
    StepPage,
)

__all__ = [
    "GlossaryPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "PlainPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StepIndexPage",
    "StepPage",
]
