"""Who makes training and who sees its lists."""

from typing import Any

from bansou.access import roles_of
from bansou.accounts.roles import ADMINISTRATOR, CURATOR, TRAINER
from knowhow.models import Package

MAKERS = {TRAINER, CURATOR, ADMINISTRATOR}


def may_make(user: Any) -> bool:
    """May `user` make packages, and read the facilitator's notes of others?"""
    return bool(roles_of(user) & MAKERS)


def may_edit(user: Any, package: Package) -> bool:
    """May `user` change the package? Trainers their own; curators and administrators all."""
    return bool(roles_of(user) & {CURATOR, ADMINISTRATOR}) or is_trainer_of(user, package)


def is_trainer_of(user: Any, package: Package) -> bool:
    """Is `user` the one who teaches it? Nobody else sees who signed up, who was there, and what they said."""
    return may_make(user) and user.pk == package.author_id


def may_take_over(user: Any, package: Package) -> bool:
    """The trainer has left the site: whoever makes training may go on with the package."""
    return may_make(user) and not package.author.is_active
