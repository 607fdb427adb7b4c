"""Distilling: where curators make know-how out of cases."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistilConfig(AppConfig):
    """The app."""

    name = "distil"
    verbose_name = _("Distilling")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Marks follow their cases."""
        from bansou.indexing.services import follow
        from distil.marking import following

        follow(following.on_change)
