from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    verbose_name = _("Case studies")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from casestudies.workflow import make_workflow

        post_migrate.connect(make_workflow, sender=self)
