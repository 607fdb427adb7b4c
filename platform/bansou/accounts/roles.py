"""The global roles. Everything else a person may do follows from membership in an organisation."""

from typing import Any

from django.utils.translation import pgettext_lazy

CHECKER, CURATOR, TRAINER, HUB, ADMINISTRATOR = "checker", "curator", "trainer", "hub", "administrator"
ROLE_LABELS = {
    CHECKER: pgettext_lazy("role", "Checker (anonymity and consent)"),
    CURATOR: pgettext_lazy("role", "Curator"),
    TRAINER: pgettext_lazy("role", "Trainer"),
    HUB: pgettext_lazy("role", "Hub (figures and reading)"),
    ADMINISTRATOR: pgettext_lazy("role", "Administrator"),
}


def make_groups(**kwargs: Any) -> None:
    """Create the groups after every migrate; harmless when they exist."""
    from django.contrib.auth.models import Group

    for name in ROLE_LABELS:
        Group.objects.get_or_create(name=name)
