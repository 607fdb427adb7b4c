from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "bansou.accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        from bansou.accounts import indexed, signals
        from bansou.accounts.roles import grant_permissions, make_groups

        post_migrate.connect(make_groups, sender=self)
        post_migrate.connect(grant_permissions)
        signals.connect()
        indexed.connect()
