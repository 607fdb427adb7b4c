"""Know-how articles: a claim and how to do it."""

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from bansou import access
from bansou.access import Visibility
from bansou.lines import lines_of
from bansou.public_id import PublicIdField
from casestudies.models import CaseStudy
from knowhow.models.steps import StepsQuerySet


class ArticleKind(models.TextChoices):
    """What an article is."""

    METHOD = "method", pgettext_lazy("know-how", "How to")
    AVOID = "avoid", pgettext_lazy("know-how", "What to avoid")
    QUESTION = "question", pgettext_lazy("know-how", "Question to ask")
    TOOL = "tool", pgettext_lazy("know-how", "Tool")


class ArticleQuerySet(StepsQuerySet):
    """Chainable reads."""

    def published(self) -> "ArticleQuerySet":
        """Live and not withdrawn."""
        return self.filter(live=True, withdrawn_at=None)

    def visible_to(self, user: Any) -> "ArticleQuerySet":
        """Published articles that `user` may read."""
        return self.readable_by(access.reads_with(user))

    def readable_by(self, held: Collection[str]) -> "ArticleQuerySet":
        """`visible_to` for whoever holds these tokens."""
        return self.published().filter(access.token_q(held, owners=()))

    def closed_to(self, user: Any) -> "ArticleQuerySet":
        """Withdrawn articles that `user` could read: their pages answer 410, not 404."""
        return self.filter(access.readable_q(user, owners=()), live=True, withdrawn_at__isnull=False)

    def with_case_count(self) -> "ArticleQuerySet":
        """Annotate `case_count`: published cases that it rests on, whoever may read them."""
        published = models.Q(evidence__case__in=CaseStudy.objects.published().values("pk"))
        return self.annotate(case_count=models.Count("evidence__case", filter=published, distinct=True))

    def in_work(self) -> "ArticleQuerySet":
        """Articles whose newest text is not the published one, the last changed first."""
        drafts = self.filter(models.Q(has_unpublished_changes=True) | models.Q(live=False))
        return drafts.select_related("author", "latest_revision").order_by("-latest_revision__created_at", "-pk")

    def flagged(self) -> "ArticleQuerySet":
        """Published articles with an open flag, the longest waiting first."""
        return self.published().filter(flagged_since__isnull=False).order_by("flagged_since", "pk")

    def overdue(self, today: date) -> "ArticleQuerySet":
        """Published articles that should have been looked at again before `today`."""
        return self.published().filter(review_by__lt=today)

    def waiting(self) -> "ArticleQuerySet":
        """Articles that wait for a second curator, the oldest first."""
        found = self.filter(review_asked_at__isnull=False).select_related("author", "latest_revision")
        return found.order_by("review_asked_at", "pk")


ArticleManager = models.Manager.from_queryset(ArticleQuerySet)


class State(models.TextChoices):
    """Where an article stands; the codes are those of the `state_tag`."""

    DRAFT = "draft", pgettext_lazy("state", "Draft")
    WAITING = "submitted", pgettext_lazy("know-how state", "Waiting for a second curator")
    RETURNED = "returned", pgettext_lazy("state", "Changes requested")
    PUBLISHED = "published", pgettext_lazy("state", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("state", "Publication ended")


class Strength(models.TextChoices):
    """How strongly curators recommend it: their own decision, beside the computed grade."""

    STRONG = "strong", pgettext_lazy("recommendation", "Strongly recommended")
    CONDITIONAL = "conditional", pgettext_lazy("recommendation", "Recommended under its conditions")
    OPEN = "open", pgettext_lazy("recommendation", "For reference only, for now")


class Article(PreviewableMixin, DraftStateMixin, RevisionMixin, ClusterableModel):
    """One article. Drafts are revisions; a second curator publishes."""

    kind = "knowhow"
    public_id = PublicIdField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)
    created_at = models.DateTimeField(auto_now_add=True)
    published_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)  # the public reason
    # Asked of another curator: the revision that waits for review, and what the reviewer wrote.
    review_asked_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    # Looked after: the grade is computed (knowhow.grade), the strength is set by curators, flags are open tasks.
    version = models.PositiveSmallIntegerField(default=0)  # how often it was published
    review_by = models.DateField(null=True, blank=True, db_index=True)  # to be looked at again by then
    grade = models.CharField(max_length=1, blank=True)  # A to D, "" = not graded
    grade_reasons = models.JSONField(default=list, blank=True)  # lines of the arithmetic, see grade/words.py
    graded_at = models.DateTimeField(null=True, blank=True)
    strength = models.CharField(max_length=12, choices=Strength.choices, blank=True)
    strength_reason = models.CharField(max_length=400, blank=True)
    flagged_since = models.DateTimeField(null=True, blank=True, db_index=True)  # of the oldest open flag

    claim = models.CharField(_("claim in one sentence"), max_length=120)
    article_kind = models.CharField(_("kind"), max_length=10, choices=ArticleKind.choices, default=ArticleKind.METHOD)
    situation = models.TextField(_("situation"), max_length=1000, blank=True)
    body = models.TextField(_("what to do"), max_length=8000, blank=True)
    why = models.TextField(_("why it works"), max_length=4000, blank=True)
    works_when = models.TextField(_("conditions where it works"), max_length=1000, blank=True)
    fails_when = models.TextField(_("conditions where it does not"), max_length=1000, blank=True)
    caveats = models.TextField(_("where it goes wrong"), max_length=1000, blank=True)
    checklist = models.TextField(_("checklist"), max_length=1000, blank=True)
    examples = models.TextField(_("examples"), max_length=4000, blank=True)
    steps = models.JSONField(default=list, blank=True)  # step codes, the main one first
    pitfalls = models.JSONField(default=list, blank=True)  # pitfall codes
    questions = models.JSONField(default=list, blank=True)  # [{"text": …, "aim": …}]

    objects = ArticleManager()

    OUTSIDE_REVISION = (
        "public_id",
        "author_id",
        "organisation_id",
        "visibility",
        "created_at",
        "published_on",
        "withdrawn_at",
        "withdrawn_reason",
        "review_asked_at",
        "review_note",
        "reviewer_id",
        "version",
        "review_by",
        "grade",
        "grade_reasons",
        "graded_at",
        "strength",
        "strength_reason",
        "flagged_since",
    )

    class Meta:
        verbose_name = _("know-how article")
        verbose_name_plural = _("know-how articles")
        ordering = ["-published_on", "-id"]

    def __str__(self) -> str:
        return self.claim

    def get_absolute_url(self) -> str:
        """The article's page."""
        return reverse("knowhow-article", args=[self.public_id])

    def with_content_json(self, content: dict) -> "Article":
        """As a revision wrote it; what is decided outside of it is taken from the row."""
        article = super().with_content_json(content)
        for name in self.OUTSIDE_REVISION:
            setattr(article, name, getattr(self, name))
        return article

    @property
    def audience(self) -> list[str]:
        """Tokens of those who may read it now."""
        if not self.live or self.withdrawn_at:
            return []
        return access.audience(self.visibility, self.organisation_id, [self.author_id])

    # --- Where it stands ----------------------------------------------------------------------------------------
    @cached_property
    def draft(self) -> "Article":
        """The newest text: the latest revision, or the row itself when nothing is in work."""
        return self.get_latest_revision_as_object()

    @property
    def newest_claim(self) -> str:
        """The claim of the newest text, without reading the whole revision."""
        newest = self.latest_revision.object_str if self.latest_revision_id and self.has_unpublished_changes else ""
        return newest or self.claim

    @property
    def is_public_now(self) -> bool:
        """Published and not withdrawn."""
        return self.live and self.withdrawn_at is None

    @property
    def is_waiting(self) -> bool:
        """Does it wait for a second curator? Nobody changes it meanwhile."""
        return self.review_asked_at is not None

    @property
    def edit_state(self) -> State | None:
        """Where the text in work stands; None when there is none."""
        if self.is_waiting:
            return State.WAITING
        if self.live and not self.has_unpublished_changes:
            return None
        return State.RETURNED if self.review_note else State.DRAFT

    @property
    def state(self) -> State:
        """What readers see of it, else where its draft stands."""
        if self.withdrawn_at:
            return State.WITHDRAWN
        return State.PUBLISHED if self.live else self.edit_state or State.DRAFT

    @property
    def writer_ids(self) -> set[int]:
        """Who wrote the text in work: everybody with a revision since the published one. They do not review it."""
        newer = self.revisions.filter(pk__gt=self.live_revision_id or 0)
        return set(newer.exclude(user=None).values_list("user_id", flat=True))

    def lines(self, name: str) -> list[str]:
        """A listed text as its lines."""
        return lines_of(getattr(self, name))
