"""Child rows of a case: they are part of its revisions. Each has a `key` that outlives publishing."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from bansou.vocabulary import terms
from casestudies.structure import ROW_KIND, ROW_KINDS


def new_key() -> str:
    """A key for a child row; rendered as its HTML id, so it begins with a letter."""
    return f"r{uuid.uuid4().hex[:15]}"


class CaseTerm(models.Model):
    """One term of the vocabulary on a case."""

    case = ParentalKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="terms")
    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    state = models.CharField(max_length=20, blank=True)
    is_main = models.BooleanField(default=False)
    sort_order = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=16, default=new_key)

    class Meta:
        ordering = ["sort_order", "id"]
        indexes = [
            # Without the second one SQLite reads all rows of a scheme to find those of twenty cases.
            models.Index(fields=["scheme", "code"]),
            models.Index(fields=["case", "scheme"]),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"

    @property
    def label(self) -> str:
        """The term's label."""
        return terms.label(self.scheme, self.code)

    @property
    def short(self) -> str:
        """The term's short name."""
        return terms.short(self.scheme, self.code)


class CaseRow(models.Model):
    """One ordered row of a kind declared in structure.ROW_KINDS; its values are in `data`.

    One table for all kinds: a case opens with one query for its rows, and a new kind needs no migration.
    `row.text`, `row.step` … read from `data`.
    """

    case = ParentalKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=20, choices=[(kind.code, kind.label) for kind in ROW_KINDS])
    sort_order = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=16, default=new_key)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def __getattr__(self, name: str) -> Any:
        """A declared field of this kind of row; '' when it was left empty."""
        if not name.startswith("_"):
            kind = ROW_KIND.get(self.__dict__.get("kind", ""))
            if kind and any(field.name == name for field in kind.fields):
                return self.__dict__.get("data", {}).get(name, "")
        raise AttributeError(name)

    @property
    def labels(self) -> dict[str, str]:
        """Labels of the row's vocabulary values: {"step": "信頼関係の構築"}; for templates."""
        return {
            field.name: terms.short(field.scheme, self.data[field.name])
            for field in ROW_KIND[self.kind].fields
            if field.scheme and self.data.get(field.name)
        }


def upload_path(instance: "CaseFile", filename: str) -> str:
    """A path that says nothing about the case; the original name is not kept in it."""
    return f"cases/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()[:5]}"


class CaseFile(models.Model):
    """A picture (re-encoded, with alternative text) or a document of a case, served behind a permission check."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Picture")
        DOCUMENT = "document", _("Document")

    case = ParentalKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.IMAGE)
    file = models.FileField(_("file"), upload_to=upload_path)
    alt = models.CharField(_("alternative text"), max_length=200, blank=True)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    section = models.CharField(max_length=20, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=16, default=new_key)

    class Meta:
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return self.caption or self.alt or self.key
