"""What readers do with cases."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from bansou import access
from bansou.accounts.models import Membership


class Helpful(models.Model):
    """「参考になった」: one per reader and case."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="helpful_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helpful_marks")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="helpful_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"


class ReadingListQuerySet(models.QuerySet["ReadingList"]):
    """Chainable reads."""

    def shared_with(self, user: Any) -> "ReadingListQuerySet":
        """Lists of others that `user` may look into: both belong to the organisation today."""
        members = Membership.objects.current().filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
        shared = self.filter(Exists(members), organisation__in=access.organisation_ids(user), user__is_active=True)
        return shared.exclude(user=user.pk).select_related("user", "organisation")


class ReadingList(models.Model):
    """A reader's own list of cases; the first one is 「あとで読む」. Colleagues of `organisation` may look into it; the
    notes on its items stay private, `note` is for those who look into it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading_lists")
    name = models.CharField(_("name"), max_length=60)
    note = models.CharField(_("note for colleagues"), max_length=400, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReadingListQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="reading_list_name_once")]

    def __str__(self) -> str:
        return self.name


class ReadingItem(models.Model):
    """A case on a list, with a note that only the reader sees."""

    reading_list = models.ForeignKey(ReadingList, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="reading_items")
    note = models.TextField(_("private note"), max_length=1000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["reading_list", "case"], name="reading_item_once")]

    def __str__(self) -> str:
        return f"{self.reading_list_id} {self.case_id}"


class RelatedCase(models.Model):
    """A similar case, computed in the background. `reasons` are (scheme, code) pairs both have in common."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="similar")
    other = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)
    score = models.FloatField(default=0)

    class Meta:
        ordering = ["-score"]
        constraints = [models.UniqueConstraint(fields=["case", "other"], name="related_once")]

    def __str__(self) -> str:
        return f"{self.case_id}~{self.other_id}"


class RelatedCursor(models.Model):
    """One row: up to which change, and when, similar cases were computed."""

    last_change = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.last_change)
