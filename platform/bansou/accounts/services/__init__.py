"""Verbs about people: the only door to changes with more than one step."""

from bansou.accounts.services.joining import admit, announce, apply_again, approve, decline, register
from bansou.accounts.services.leaving import is_last_administrator, leave
from bansou.accounts.services.membership import (
    accept_membership,
    ask_membership,
    end_membership,
    make_primary,
    refuse_membership,
    set_manager,
)
from bansou.accounts.services.profile import save_profile

__all__ = [
    "accept_membership",
    "admit",
    "announce",
    "apply_again",
    "approve",
    "ask_membership",
    "decline",
    "end_membership",
    "is_last_administrator",
    "leave",
    "make_primary",
    "refuse_membership",
    "register",
    "save_profile",
    "set_manager",
]
