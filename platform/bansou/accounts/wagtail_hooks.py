"""What Wagtail's admin shows of people."""

from wagtail import hooks

from bansou.accounts.wagtail_viewsets import PeopleGroup


@hooks.register("register_admin_viewset")
def people() -> PeopleGroup:
    """Organisations and memberships; users have Wagtail's own pages."""
    return PeopleGroup()
