from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "bansou.accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from bansou.accounts.roles import make_groups

        post_migrate.connect(make_groups, sender=self)
