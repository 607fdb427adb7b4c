"""People and organisations."""

from bansou.accounts.models.organisation import Membership, Organisation
from bansou.accounts.models.user import User

__all__ = ["Membership", "Organisation", "User"]
