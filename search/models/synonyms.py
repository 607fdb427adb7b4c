"""Synonyms as curators keep them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.public_id import PublicIdField


class Direction(models.TextChoices):
    """Which word finds which."""

    BOTH = "both", _("Each finds all the others")
    ONE = "one", _("The first finds the others, not the other way round")


class SynonymGroup(models.Model):
    """Words that stand for each other in a search. Groups do not join: what two groups share is found from the shared
    word only."""

    kind = "synonyms"
    public_id = PublicIdField()
    words = models.TextField(_("words"))  # one per line
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.BOTH)
    note = models.CharField(pgettext_lazy("synonyms", "note"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    # The line of data/synonyms.csv that it came from; '' for those that were added here.
    seed = models.CharField(max_length=80, blank=True, editable=False)
    edited = models.BooleanField(default=False, editable=False)  # by a curator: a newer data file leaves it alone
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["-active", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seed"], condition=~models.Q(seed=""), name="synonyms_seeded_once")
        ]

    def __str__(self) -> str:
        if self.direction == Direction.BOTH:
            return "＝".join(self.word_list)
        first, *others = self.word_list or [""]
        return f"{first} → {'、'.join(others)}"

    @property
    def word_list(self) -> list[str]:
        """The words in order."""
        return self.words.splitlines()
