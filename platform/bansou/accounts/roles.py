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

# What the groups may do in Wagtail's admin: app label → models whose every permission they get ("*": all models).
GRANTS: dict[str, dict[str, tuple[str, ...]]] = {
    CURATOR: {
        "wagtailadmin": ("admin",),
        "vocabulary": ("term",),
        "wagtailimages": ("image",),
        "wagtaildocs": ("document",),
        "site": ("siteimage", "sitedocument"),
    },
    ADMINISTRATOR: {
        "wagtailadmin": ("admin",),
        "vocabulary": ("*",),
        "accounts": ("*",),
        "audit": ("*",),
        "notifications": ("*",),
        "site": ("*",),
    },
}


def make_groups(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Create the groups after every migrate; harmless when they exist."""
    from django.contrib.auth.models import Group

    for name in ROLE_LABELS:
        Group.objects.using(using).get_or_create(name=name)


def grant_permissions(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Give the groups their permissions on the models of `sender` (an app config), after the app was migrated."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group

    granted = {role: models[sender.label] for role, models in GRANTS.items() if sender.label in models}
    if not granted:
        return
    create_permissions(sender, verbosity=0, using=using)  # Django's own receiver comes after ours
    for role, names in granted.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        group.permissions.add(*_permissions(sender.label, names, using))


def _permissions(label: str, names: tuple[str, ...], using: str) -> Any:
    from django.contrib.auth.models import Permission

    found = Permission.objects.using(using).filter(content_type__app_label=label)
    return found if names == ("*",) else found.filter(content_type__model__in=names)
