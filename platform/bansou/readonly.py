"""What Wagtail's admin may not do: change what is only looked at, delete what other rows point to."""

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


class KeepPolicy(ModelPermissionPolicy):
    """Everything but deleting: the row is made inactive instead."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Never `delete`."""
        return action != "delete" and super().user_has_permission(user, action)


class ReadOnlyViewSet(ModelViewSet):
    """A list with an inspect page. Its hooks module registers `ViewOnlyPolicy(model)` for the model."""

    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields: tuple[str, ...] = ()
    search_backend_name = None
    list_per_page = 50
