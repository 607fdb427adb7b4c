"""Insights: what the loop looks like in figures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightsConfig(AppConfig):
    """The app."""

    name = "bansou.insights"
    label = "insights"
    verbose_name = _("Insights")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the cases."""
        from bansou.indexing.services import follow
        from bansou.insights import following

        follow(following.on_change)
