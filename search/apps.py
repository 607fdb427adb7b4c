"""Search: analysis, engines, the search page."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The app."""

    name = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the apps below; the embedded index follows every change within its transaction."""
        from bansou.accounts.signals import account_left
        from bansou.indexing.services import on_change
        from bansou.notifications.contents import fill
        from bansou.notifications.readers import follow
        from knowhow.handbook.readings import read_with
        from search import leaving, wiring
        from search.models import CaseRequest
        from search.readings import reading
        from search.saved import alerts, notice

        account_left.connect(leaving.forget, dispatch_uid="search.leaving")
        fill(alerts.VERB, notice.contents)
        follow(CaseRequest.kind, CaseRequest.objects.open_ids)
        read_with(reading)
        if settings.SEARCH_ENGINE == "embedded":
            on_change(wiring.on_change)
