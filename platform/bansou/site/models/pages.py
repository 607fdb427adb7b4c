"""The pages that editors write in the Wagtail admin. What they show of cases and talk comes from `site.selections`."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from bansou.vocabulary import terms

BODY_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "image", "document-link"]


def lines(text: str) -> list[str]:
    """One item per line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class FoundPage(Page):
    """A page that the search finds."""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The address on the site."""
        return self.get_url() or "/"

    @property
    def published_on(self) -> Any:
        """The day from which on anybody could read it; None for one that was never published by hand."""
        return timezone.localdate(self.first_published_at) if self.first_published_at else None


class HomePage(Page):
    """The home page: search first, the seven steps, today's work, new cases, open questions, announcements."""

    template = "site/home.html"
    max_count = 1
    subpage_types = ["site.StepIndexPage", "site.NewsIndexPage", "site.PlainPage", "site.GlossaryPage"]
    headline = models.CharField(_("headline"), max_length=60, default="いま、どの場面で迷っていますか")
    content_panels = [*Page.content_panels, FieldPanel("headline")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from bansou.site import selections  # not at the top: it needs all models

        return super().get_context(request, *args, **kwargs) | selections.for_home(request.user)


class StepIndexPage(Page):
    """The seven steps at a glance."""

    template = "site/steps.html"
    max_count = 1
    parent_page_types = ["site.HomePage"]
    subpage_types = ["site.StepPage"]
    intro = models.TextField(_("introduction"), blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("index of steps")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from bansou.site import selections

        pages = StepPage.objects.child_of(self).live().order_by("step")
        context = {"steps": pages, "stations": selections.stations(request.user)}
        return super().get_context(request, *args, **kwargs) | context


class StepPage(FoundPage):
    """One step: what it is, what to mind, what works; below it its cases, know-how and talk."""

    template = "site/step.html"
    parent_page_types = ["site.StepIndexPage"]
    subpage_types: list[str] = []
    step = models.CharField(_("step"), max_length=1, unique=True)
    what = models.TextField(_("what it is"), blank=True)
    cautions = models.TextField(_("points to mind"), blank=True, help_text=_("One per line."))
    methods = models.TextField(_("methods that work"), blank=True, help_text=_("One per line."))
    key_points = models.TextField(_("key points"), blank=True, help_text=_("One per line."))
    medium = models.TextField(_("for medium-sized firms"), blank=True)
    small = models.TextField(_("for small firms"), blank=True)
    questions = models.TextField(_("questions to ask"), blank=True, help_text=_("One per line."))
    source = models.CharField(_("source"), max_length=200, blank=True)
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("step"), FieldPanel("what"), FieldPanel("source")], _("The step")),
        MultiFieldPanel([FieldPanel(n) for n in ("cautions", "methods", "key_points", "questions")], _("How to")),
        MultiFieldPanel([FieldPanel("medium"), FieldPanel("small")], _("By size")),
    ]

    class Meta:
        verbose_name = _("step page")

    @property
    def short_name(self) -> str:
        """The short name on screen."""
        return terms.short("step", self.step)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from bansou.site import selections

        lists = {name: lines(getattr(self, name)) for name in ("cautions", "methods", "key_points", "questions")}
        found = selections.for_step(self.step, request.user)
        context = {"lists": lists, "toc": selections.step_toc(self, found["case_groups"], found["articles"]), **found}
        return super().get_context(request, *args, **kwargs) | context


class NewsIndexPage(Page):
    """All announcements."""

    template = "site/news_index.html"
    max_count = 1
    parent_page_types = ["site.HomePage"]
    subpage_types = ["site.NewsPage"]

    class Meta:
        verbose_name = _("announcements")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {"news": NewsPage.newest()}


class NewsPage(FoundPage):
    """One announcement."""

    template = "site/news.html"
    parent_page_types = ["site.NewsIndexPage"]
    subpage_types: list[str] = []
    date = models.DateField(_("date"), default=timezone.localdate)
    body = RichTextField(_("text"), features=BODY_FEATURES, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("body")]

    class Meta:
        verbose_name = _("announcement")

    @property
    def published_on(self) -> Any:
        """The day that it gives itself."""
        return self.date

    @classmethod
    def newest(cls) -> Any:
        """Published announcements, newest first."""
        return cls.objects.live().order_by("-date", "-pk")


class PlainPage(FoundPage):
    """About, help, terms …: a text with headings."""

    template = "site/plain.html"
    subpage_types = ["site.PlainPage"]
    intro = models.TextField(_("introduction"), blank=True)
    version = models.CharField(_("version"), max_length=20, blank=True)
    body = RichTextField(_("text"), features=BODY_FEATURES, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("version"), FieldPanel("body")]

    class Meta:
        verbose_name = _("plain page")


class GlossaryPage(FoundPage):
    """The words of the field. `entries`: [{"term", "reading", "description", "related"}]."""

    template = "site/glossary.html"
    max_count = 1
    parent_page_types = ["site.HomePage"]
    subpage_types: list[str] = []
    intro = models.TextField(_("introduction"), blank=True)
    entries = models.JSONField(_("entries"), default=list)
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("entries")]

    class Meta:
        verbose_name = _("glossary")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        entries = sorted(self.entries, key=lambda entry: entry.get("reading", ""))
        return super().get_context(request, *args, **kwargs) | {"entries": entries}
