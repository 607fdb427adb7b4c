"""Pictures and documents that editors put on pages."""

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """An editor's picture. Pictures of cases are not here: they are child rows of the case behind a permission check."""

    admin_form_fields = Image.admin_form_fields


class SiteRendition(AbstractRendition):
    """A resized editor's picture."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_unique")
        ]


class SiteDocument(AbstractDocument):
    """An editor's document."""

    admin_form_fields = Document.admin_form_fields
