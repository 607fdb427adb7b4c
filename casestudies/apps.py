from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasestudiesConfig(AppConfig):
    name = "casestudies"
    verbose_name = _("Case studies")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from bansou.accounts.signals import account_left
        from bansou.vocabulary.merging import codes_changed
        from casestudies.services.reading import forget_lists
        from casestudies.services.terms import move_terms
        from casestudies.workflow import keep_wagtail_silent, make_workflow

        post_migrate.connect(make_workflow, sender=self)
        keep_wagtail_silent()
        account_left.connect(forget_lists, dispatch_uid="casestudies.leaving")
        codes_changed.connect(move_terms, dispatch_uid="casestudies")
