"""What an advisor chose to keep of a case in hand. Nobody else reads it: it is in no admin, no index and no log."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnSituation(models.Model):
    """A case in hand, kept by its owner on purpose. `values`: scheme → codes; `text`: the stated issue in a sentence."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_situations")
    name = models.CharField(_("name"), max_length=60)
    values = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-id"]

    def __str__(self) -> str:
        return str(self.pk)  # never its words: this ends up in messages and logs
