from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "bansou.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self) -> None:
        """The search finds the pages."""
        from bansou.site import found

        found.connect()
