"""Lists in Wagtail's admin that are looked at and never changed there."""

from typing import Any

from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy


class ViewOnlyPolicy(ModelPermissionPolicy):
    """Who has any permission on the model may look; nobody adds, changes or deletes."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Only `view`, for those who have any permission on the model."""
        return action == "view" and any(
            super(ViewOnlyPolicy, self).user_has_permission(user, a) for a in ("view", "change")
        )


class ReadOnlyViewSet(ModelViewSet):
    """A list with an inspect page. Its hooks module registers `ViewOnlyPolicy(model)` for the model."""

    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields: tuple[str, ...] = ()
    search_backend_name = None
    list_per_page = 50
