from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = _("Community")

    def ready(self) -> None:
        from bansou.notifications.readers import follow
        from community.models import Thread

        follow("thread", Thread.objects.readable_ids)
