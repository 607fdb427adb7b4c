"""Saving the profile: the fields and the photo's file."""

from django.core.files.base import ContentFile
from django.db import transaction

from bansou.accounts.models import User
from bansou.public_id import new_public_id


@transaction.atomic
def save_profile(user: User, photo: ContentFile | None = None, remove_photo: bool = False) -> None:
    """Save `user`; with `photo` (a JPEG) or `remove_photo` the old file goes once the change is certain."""
    if photo or remove_photo:
        drop_photo(user)
    if photo:
        user.photo.save(f"{new_public_id()}.jpg", photo, save=False)
    user.save()


def drop_photo(user: User) -> None:
    """Take the photo off the row; its file is deleted once the transaction is committed."""
    storage, name = user.photo.storage, user.photo.name
    user.photo = ""
    if name:
        transaction.on_commit(lambda: storage.delete(name))
