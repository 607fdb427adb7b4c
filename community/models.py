"""Threads: talk about a case, an article, a step, or a question of today."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou import access
from bansou.access import Visibility
from bansou.public_id import PublicIdField
from bansou.vocabulary.models import TermField
from casestudies.models import CaseStudy
from knowhow.models import Article

EDIT_WINDOW = timedelta(minutes=30)


def _readable_q(held: Collection[str]) -> Q:
    # EXISTS, not IN: nobody lists all readable cases for twenty threads.
    free = Q(case=None, article=None) & access.token_q(held, owners=())
    about_case = Q(Exists(CaseStudy.objects.readable_by(held).filter(pk=OuterRef("case"))))
    about_article = Q(Exists(Article.objects.readable_by(held).filter(pk=OuterRef("article"))))
    return free | about_case | about_article


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Chainable reads."""

    def visible_to(self, user: Any) -> "ThreadQuerySet":
        """Threads that `user` may read: free ones by their own visibility, others as what they are about. Hidden ones
        are there for moderators only."""
        found = self.filter(_readable_q(access.reads_with(user)))
        return found if access.is_staff(user) else found.filter(hidden_at=None)

    def readable_by(self, held: Collection[str]) -> "ThreadQuerySet":
        """`visible_to` for whoever holds these tokens, without hidden ones."""
        return self.filter(_readable_q(held), hidden_at=None)

    def readable_ids(self, user: Any, public_ids: set[str]) -> set[str]:
        """Those of the threads that `user` may read now (notices ask)."""
        return set(self.visible_to(user).filter(public_id__in=public_ids).values_list("public_id", flat=True))

    def open_questions(self) -> "ThreadQuerySet":
        """Questions that nobody has answered to the asker's content."""
        return self.filter(thread_kind=Thread.Kind.QUESTION, accepted=None, hidden_at=None)


class Thread(models.Model):
    """One talk. At most one of `case`, `article`, `step` says what it is about."""

    class Kind(models.TextChoices):
        QUESTION = "question", pgettext_lazy("thread", "Question")
        TALK = "talk", pgettext_lazy("thread", "Talk")

    kind = "thread"
    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=120)
    thread_kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.QUESTION)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads")
    case = models.ForeignKey(CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="threads")
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.CASCADE, related_name="threads")
    step = TermField(_("support step"), scheme="step", blank=True)
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(default=timezone.now, db_index=True)
    post_count = models.PositiveIntegerField(default=0)  # without hidden ones
    accepted = models.ForeignKey("Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)  # its first post is hidden

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["-last_post_at"]
        indexes = [models.Index(fields=["thread_kind", "-created_at"])]  # open questions on the home page

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The thread's page."""
        return reverse("thread", args=[self.public_id])

    @property
    def audience(self) -> list[str]:
        """Tokens of those who may read it now: of what it is about, else its own."""
        if self.hidden_at:
            return []
        about = self.case or self.article
        return about.audience if about else access.audience(self.visibility, self.organisation_id, [self.author_id])


class Post(models.Model):
    """One contribution. In the thread of an anonymous author's case, that author stays anonymous (`public_author`)."""

    kind = "post"
    public_id = PublicIdField()
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    text = models.TextField(_("text"), max_length=4000)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_reason = models.CharField(max_length=200, blank=True)
    # A form's token: a double submit finds the post that is already there.
    token = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["author", "token"], condition=~Q(token=""), name="post_once_per_token")
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def may_edit(self, user: Any) -> bool:
        """Its author, within half an hour, unless a moderator hid it."""
        return self.author_id == user.pk and not self.hidden_at and timezone.now() - self.created_at < EDIT_WINDOW


class Report(models.Model):
    """「問題を知らせる」: a reader reports a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("what is wrong"), max_length=400)
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "by"], name="report_once")]

    def __str__(self) -> str:
        return self.reason[:40]
