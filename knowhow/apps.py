from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowhowConfig(AppConfig):
    name = "knowhow"
    verbose_name = _("Know-how")

    def ready(self) -> None:
        from bansou.accounts.signals import account_left
        from bansou.indexing import services as indexing
        from bansou.notifications.readers import follow
        from bansou.vocabulary.merging import codes_changed
        from knowhow.flags import services as flags
        from knowhow.handbook.following import close_changed
        from knowhow.models import Proposal, Try
        from knowhow.proposals.services import readable_ids
        from knowhow.questions.services import follow_case
        from knowhow.terms import reindex
        from knowhow.training import wiring as training
        from knowhow.tries.services import forget

        codes_changed.connect(reindex, dispatch_uid="knowhow")
        account_left.connect(forget, dispatch_uid="knowhow.tries")
        indexing.follow(follow_case)
        indexing.follow(flags.follow_case)
        indexing.follow(close_changed)
        follow(Try.kind, Try.objects.open_ids)
        follow(Proposal.kind, readable_ids)
        training.connect()
