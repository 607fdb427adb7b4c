"""Terms of the vocabularies, editable data with stable codes."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bansou.vocabulary.schemes import SCHEMES


def scheme_choices() -> list[tuple[str, Any]]:
    """All schemes for a select box."""
    return [(scheme.code, scheme.label) for scheme in SCHEMES.values()]


class TermField(models.CharField):
    """A column that holds the code of a term of one scheme.

    A code, not a foreign key: codes never change and terms are never deleted, so revisions stay readable and saving
    needs no look-up. Validity is checked in forms and at import against `vocabulary.terms`.
    """

    def __init__(self, *args: Any, scheme: str = "", **kwargs: Any) -> None:
        self.scheme = scheme
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        """Keep the scheme in migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["scheme"] = self.scheme
        return name, path, args, kwargs


class Term(models.Model):
    """One value of a scheme. Never deleted: `active=False`, or `merged_into` another term of the same scheme."""

    scheme = models.CharField(_("scheme"), max_length=40, choices=scheme_choices)
    code = models.CharField(_("code"), max_length=40, validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]*$")])
    label = models.CharField(_("label"), max_length=120)
    short_label = models.CharField(_("short label"), max_length=60, blank=True)
    alt_labels = models.TextField(
        _("alternative labels"), blank=True, help_text=_("One per line; search knows them too.")
    )
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True, help_text=_("Inactive terms stay on old cases only."))
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    source = models.CharField(_("source"), max_length=40, blank=True)
    # What the loader wrote last; a field that differs from it was edited here and is kept.
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["scheme", "sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="term_code_unique_in_scheme")]

    def __str__(self) -> str:
        return f"{self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and let every process read the vocabulary again."""
        super().save(*args, **kwargs)
        VocabularyVersion.bump()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: drafts and old cases point here by code."""
        raise models.ProtectedError("A term is never deleted; make it inactive or merge it.", {self})


class VocabularyVersion(models.Model):
    """One row that counts changes, so that the per-process cache of terms knows when it is old."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def bump(cls) -> None:
        """Count one change."""
        from bansou.vocabulary import terms

        if not cls.objects.filter(pk=1).update(number=models.F("number") + 1, changed_at=Now()):
            cls.objects.create(pk=1, number=1)
        terms.forget()
