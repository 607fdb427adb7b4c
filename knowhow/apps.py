from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowhowConfig(AppConfig):
    name = "knowhow"
    verbose_name = _("Know-how")

    def ready(self) -> None:
        from bansou.accounts.signals import account_left
        from bansou.notifications.readers import follow
        from bansou.vocabulary.merging import codes_changed
        from knowhow.models import Try
        from knowhow.terms import reindex
        from knowhow.tries.services import forget

        codes_changed.connect(reindex, dispatch_uid="knowhow")
        account_left.connect(forget, dispatch_uid="knowhow.tries")
        follow(Try.kind, Try.objects.open_ids)
