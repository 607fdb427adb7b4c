"""The audit in Wagtail's admin: a list to read."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from bansou.audit.models import AuditEntry
from bansou.readonly import ReadOnlyViewSet, ViewOnlyPolicy

register_permission_policy(AuditEntry, ViewOnlyPolicy(AuditEntry))


class AuditViewSet(ReadOnlyViewSet):
    """Who did what to which object, newest first."""

    model = AuditEntry
    icon = "history"
    menu_label = _("Audit")
    menu_order = 800
    add_to_admin_menu = True
    list_display = ("at", "actor", "verb", "kind", "object_id")
    list_filter = ("verb", "kind")
    search_fields = ("object_id", "actor__email", "verb")
    ordering = ("-at", "-id")
    inspect_view_fields = ("at", "actor", "verb", "kind", "object_id", "data")


@hooks.register("register_admin_viewset")
def audit() -> AuditViewSet:
    """The list."""
    return AuditViewSet("audit")
