from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowhowConfig(AppConfig):
    name = "knowhow"
    verbose_name = _("Know-how")

    def ready(self) -> None:
        from bansou.vocabulary.merging import codes_changed
        from knowhow.terms import reindex

        codes_changed.connect(reindex, dispatch_uid="knowhow")
