"""The case study itself."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from bansou import access
from bansou.access import Visibility
from bansou.lines import lines_of
from bansou.public_id import PublicIdField
from bansou.vocabulary import terms
from casestudies.byline import Byline, PublicAuthor, public_author
from casestudies.derived import company_size
from casestudies.query import CaseManager
from casestudies.state import State, edit_state_of, state_of
from casestudies.structure import LONG, MEDIUM, SHORT, TEXT
from casestudies.years import fiscal_year_of


class PlacePrecision(models.TextChoices):
    """How coarsely the place is shown; search, facets and exports obey."""

    REGION = "region", pgettext_lazy("place", "Down to the region")
    PREFECTURE = "prefecture", pgettext_lazy("place", "Down to the prefecture")


class CaseTag(ItemBase):
    """A free tag on a case, kept in its revisions."""

    tag = models.ForeignKey("taggit.Tag", on_delete=models.CASCADE, related_name="case_items")
    content_object = ParentalKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="tag_items")


# Where the derived summary is taken from: the first of these that the kind of case asks for and that is written.
STORY = ("what_happened", "turning_point", "progress", "presenting_issue")

# What a revision must not bring back: re-applied from the row in `with_content_json` (architecture.md, decision 4).
OUTSIDE_REVISION = (
    "public_id",
    "external_id",
    "author_id",
    "organisation_id",
    "visibility",
    "byline",
    "place_precision",
    "created_at",
    "published_on",
    "withdrawn_at",
    "withdrawn_reason",
    "hidden_at",
    "hidden_by_id",
    "hidden_reason",
    "needs_update_since",
    "helpful_count",
    "award",
)


class CaseStudy(PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """One case of accompanying support. The row is the published text; drafts are revisions (`case.draft`)."""

    kind = "case"
    public_id = PublicIdField()
    external_id = models.CharField(max_length=80, null=True, blank=True, unique=True, editable=False)

    # --- Outside the revision -------------------------------------------------------------------------------------
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    byline = models.CharField(_("byline"), max_length=12, choices=Byline.choices, default=Byline.ANONYMOUS)
    place_precision = models.CharField(
        _("place shown"), max_length=10, choices=PlacePrecision.choices, default=PlacePrecision.REGION
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_on = models.DateField(_("first published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)  # the public reason
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_reason = models.CharField(max_length=400, blank=True)
    needs_update_since = models.DateTimeField(null=True, blank=True)
    helpful_count = models.PositiveIntegerField(default=0)
    award = models.CharField(
        max_length=30, blank=True
    )  # what it was chosen for last; kept by the calls of an upper app

    # --- What the author writes (labels, help, limits: structure.TEXTS) -----------------------------------------
    memo = models.TextField(_("quick memo"), max_length=MEDIUM, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    summary = models.CharField(_("summary"), max_length=240, blank=True)
    presenting_issue = models.TextField(max_length=MEDIUM, blank=True)
    core_issue = models.TextField(max_length=MEDIUM, blank=True)
    core_issue_unknown = models.BooleanField(_("It could not be determined"), default=False)
    turning_point = models.TextField(max_length=LONG, blank=True)
    change = models.TextField(max_length=LONG, blank=True)
    what_happened = models.TextField(max_length=LONG, blank=True)
    cause = models.TextField(max_length=LONG, blank=True)
    cause_unknown = models.BooleanField(_("I don't know"), default=False)
    progress = models.TextField(max_length=LONG, blank=True)
    current_question = models.TextField(max_length=MEDIUM, blank=True)
    lesson = models.TextField(max_length=MEDIUM, blank=True)
    background = models.TextField(max_length=LONG, blank=True)
    difficulties = models.TextField(max_length=LONG, blank=True)
    decisive_factor = models.TextField(max_length=LONG, blank=True)
    works_when = models.TextField(max_length=MEDIUM, blank=True)
    fails_when = models.TextField(max_length=MEDIUM, blank=True)
    immediate_response = models.TextField(max_length=MEDIUM, blank=True)
    prevention = models.TextField(max_length=MEDIUM, blank=True)
    team = models.CharField(max_length=SHORT, blank=True)
    visits = models.PositiveSmallIntegerField(_("number of visits"), null=True, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year of the support"), null=True, blank=True)
    regional_leader = models.BooleanField(_("regional leading firm or similar"), default=False)
    # Where the firm's consent stands, as the author says: none, asked, given. The record itself is a Consent row.
    firm_consent = models.CharField(
        _("the firm's consent"),
        max_length=10,
        default="later",
        choices=[
            ("later", pgettext_lazy("consent", "I will ask")),
            ("asked", pgettext_lazy("consent", "Asked, no answer yet")),
            ("given", pgettext_lazy("consent", "Agreed")),
        ],
    )
    tags = ClusterTaggableManager(through=CaseTag, blank=True, verbose_name=_("tags"))

    objects = CaseManager()

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ["-published_on", "-id"]
        indexes = [
            models.Index(fields=["live", "visibility", "-published_on", "-id"]),
            models.Index(fields=["author", "-id"]),
        ]

    def __str__(self) -> str:
        return self.title or self.memo[:40] or str(_("Untitled"))

    def get_absolute_url(self) -> str:
        """The case's page."""
        return reverse("case", args=[self.public_id])

    # --- Revisions --------------------------------------------------------------------------------------------------
    def with_content_json(self, content: dict) -> "CaseStudy":
        """The case as a revision wrote it; what is decided outside of it is taken from the row as it is now."""
        case = super().with_content_json(content)
        for name in OUTSIDE_REVISION:
            setattr(case, name, getattr(self, name))
        seen: set[tuple[str, str]] = set()
        for term in case.terms.all():
            term.code = terms.resolve(term.scheme, term.code)
            if (term.scheme, term.code) in seen:  # two terms were merged into one
                case.terms.remove(term)
            seen.add((term.scheme, term.code))
        return case

    @cached_property
    def draft(self) -> "CaseStudy":
        """The newest text: the latest revision, or the row itself when nothing is in work."""
        return self.get_latest_revision_as_object()

    # --- Reading ----------------------------------------------------------------------------------------------------
    @property
    def is_public_now(self) -> bool:
        """Published, not withdrawn, not hidden: readable by its audience."""
        return self.live and self.withdrawn_at is None and self.hidden_at is None

    @property
    def audience(self) -> list[str]:
        """Tokens of those who may read it now; empty when nobody may."""
        if not self.is_public_now:
            return []
        return access.audience(self.visibility, self.organisation_id, self.owner_ids)

    @property
    def owner_ids(self) -> list[int]:
        """The author and co-authors."""
        return [self.author_id, *(row.user_id for row in self.coauthors.all())]

    @property
    def state(self) -> State:
        """Where the case stands; see state.py."""
        return state_of(self)

    @property
    def edit_state(self) -> State | None:
        """Where the edit of a published case stands; None when nothing is in work."""
        return edit_state_of(self)

    @property
    def public_author(self) -> PublicAuthor:
        """Who wrote it, as far as readers may know. Outside of review nothing else about the author exists."""
        return public_author(self)

    # --- Terms and rows (prefetched once, then read from memory) ------------------------------------------------
    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """Codes by scheme, in order; the main one first."""
        found: dict[str, list[str]] = {}
        for term in sorted(self.terms.all(), key=lambda t: (not t.is_main, t.sort_order)):
            found.setdefault(term.scheme, []).append(term.code)
        return found

    def code(self, scheme: str) -> str:
        """The first code of a scheme, or ''."""
        return next(iter(self.codes.get(scheme, ())), "")

    @property
    def outcome(self) -> str:
        """good, failure, ongoing or '' (a memo)."""
        return self.code("outcome")

    @property
    def main_step(self) -> str:
        """The step that the case is about."""
        return self.code("step")

    @property
    def company_size(self) -> str:
        """The size as the author said it, else as industry and employees suggest."""
        return self.code("company_size") or company_size(self.code("industry"), self.code("employee_band"))

    @property
    def place(self) -> tuple[str, str]:
        """(scheme, code) of the place as coarsely as the author chose; ('', '') when unknown."""
        prefecture = self.code("prefecture")
        if not prefecture:
            return "", ""
        if self.place_precision == PlacePrecision.PREFECTURE:
            return "prefecture", prefecture
        return "region", terms.region_of(prefecture)

    @property
    def place_label(self) -> str:
        """The place in words, as coarsely as the author chose."""
        scheme, code = self.place
        return terms.short(scheme, code) if code else ""

    def rows_of(self, kind: str) -> list[Any]:
        """The rows of a kind, in order."""
        return [row for row in self.rows.all() if row.kind == kind]

    def lines(self, name: str) -> list[str]:
        """A listed text as its lines."""
        return lines_of(getattr(self, name))

    @property
    def shown_summary(self) -> str:
        """The summary, or the beginning of what tells the story."""
        told = (getattr(self, name) for name in STORY if not self.outcome or self.outcome in TEXT[name].outcomes)
        text = " ".join((self.summary or next(filter(None, told), "")).split())
        return text if len(text) <= 120 else f"{text[:119]}…"

    @property
    def shown_fiscal_year(self) -> int | None:
        """The fiscal year of the support, else of the publication (April – March)."""
        if self.fiscal_year or not self.published_on:
            return self.fiscal_year
        return fiscal_year_of(self.published_on)

    # --- Preview (Wagtail) ----------------------------------------------------------------------------------------
    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """The case as its page will look."""
        return "casestudies/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """What that template needs."""
        from casestudies.page import page_of

        return {"case": self, "page": page_of(self), "request": request}
