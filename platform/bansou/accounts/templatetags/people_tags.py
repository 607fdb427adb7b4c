"""Tags about people."""

from typing import Any

from django import template

from bansou.access import roles_of
from bansou.accounts.models import Organisation
from bansou.accounts.roles import ADMINISTRATOR

register = template.Library()


@register.simple_tag
def may_approve(user: Any) -> bool:
    """Does the user decide on people who ask to join? One query for those who are no administrators."""
    return ADMINISTRATOR in roles_of(user) or Organisation.objects.managed_by(user).exists()
