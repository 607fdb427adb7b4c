"""「この条件の事例を募集する」: somebody looks for cases that are not there yet."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bansou.access import is_staff
from bansou.public_id import PublicIdField
from casestudies.models import CaseStudy

OPEN_FOR = timedelta(days=90)
NOTE_LENGTH = 300


class CaseRequestQuerySet(models.QuerySet["CaseRequest"]):
    """Chainable reads."""

    def open(self) -> "CaseRequestQuerySet":
        """Those that still wait for cases: neither closed nor too old."""
        return self.filter(closed_at=None, created_at__gt=timezone.now() - OPEN_FOR)

    def open_ids(self, _user: Any, public_ids: set[str]) -> set[str]:
        """Those of the requests that are open (notices ask; every member may read them)."""
        return set(self.open().filter(public_id__in=public_ids).values_list("public_id", flat=True))


class CaseRequest(models.Model):
    """A search that found too little, asked of those who may know. Who asked is shown to nobody else.

    `query`: the conditions as a canonical query string (`SearchState.canonical`). `answers`: cases within the conditions
    that were published afterwards.
    """

    kind = "case_request"
    public_id = PublicIdField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_requests")
    query = models.TextField()
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answers = models.ManyToManyField(CaseStudy, blank=True, related_name="+")

    objects: ClassVar[Any] = CaseRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for cases")
        verbose_name_plural = _("calls for cases")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.public_id

    def may_close(self, user: Any) -> bool:
        """Whoever asked, and moderators."""
        return self.by_id == user.pk or is_staff(user)


class RequestSilence(models.Model):
    """Somebody who wants no notice about such requests."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.user_id)
