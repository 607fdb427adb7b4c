"""Wagtail's own user pages (/admin/users/) for a user who has an email address and no user name."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersAppConfig(WagtailUsersAppConfig):
    """wagtail.users with our forms."""

    user_viewset = "bansou.accounts.wagtail_viewsets.UserViewSet"
