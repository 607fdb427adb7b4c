"""People in the search index: it follows every change of what a person's page shows, wherever it is made.

Services, the profile page and the admin all save rows of these models; what is written without saving (`update`) comes
before the user is saved.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from bansou.accounts.models import Membership, Organisation, User
from bansou.indexing.services import changed, changed_many
from bansou.vocabulary.merging import codes_changed
from bansou.vocabulary.models import Term

SHOWN = {
    "display_name",
    "supporter_type",
    "job",
    "prefecture",
    "introduction",
    "expertise",
    "profile_readers",
    "approved_at",
    "is_active",
}


def connect() -> None:
    """Called when the app is ready."""
    for receiver, model in ((on_user, User), (on_membership, Membership), (on_organisation, Organisation)):
        post_save.connect(receiver, sender=model, dispatch_uid=f"{model.__name__}.indexed")
    post_delete.connect(on_membership, sender=Membership, dispatch_uid="Membership.unindexed")
    codes_changed.connect(on_term, sender=Term, dispatch_uid="accounts.indexed")


def on_user(instance: User, created: bool, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """A person changed. Who was never a member is not in the index."""
    if raw or (created and not instance.is_approved) or (update_fields and not SHOWN & set(update_fields)):
        return
    with transaction.atomic():
        changed(instance)


def on_membership(instance: Membership, raw: bool = False, **kwargs: Any) -> None:
    """A person came to an organisation or left it."""
    if not raw and instance.user.is_approved:
        with transaction.atomic():
            changed(instance.user)


def on_organisation(instance: Organisation, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """An organisation's name stands on its members' pages."""
    if not raw and not created:
        members = instance.memberships.of_members().values_list("user__public_id", flat=True)
        transaction.on_commit(lambda: changed_many(User.kind, list(members)))


def on_term(scheme: str, old: str, new: str, **kwargs: Any) -> None:
    """A term of somebody's experience or kind changed."""
    people = User.objects.approved().only("public_id", "expertise", "supporter_type", "prefecture")
    carriers = [
        person.public_id
        for person in people
        if {old, new} & {*person.expertise.get(scheme, ()), getattr(person, scheme, "")}
    ]
    transaction.on_commit(lambda: changed_many(User.kind, carriers))
