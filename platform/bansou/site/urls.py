"""Addresses."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import URLPattern, path, re_path

from bansou.site import devmail
from bansou.site.guides import NAMES, guide_page
from bansou.site.me import me
from bansou.site.sitemaps import SITEMAPS, robots
from bansou.site.styleguide import styleguide

urlpatterns: list[URLPattern] = [
    path("me/", me, name="me"),
    re_path(rf"^help/(?P<name>{'|'.join(NAMES)})/$", guide_page, name="guide"),  # other children are Wagtail pages
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap-section"),
    # These two answer 404 without DEBUG.
    *devmail.urlpatterns,
    path("styleguide/", styleguide, name="styleguide"),
]
