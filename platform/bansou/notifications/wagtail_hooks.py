"""Deliveries in Wagtail's admin: was somebody told, did the mail go out?"""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from bansou.notifications.models import Delivery
from bansou.readonly import ReadOnlyViewSet, ViewOnlyPolicy

register_permission_policy(Delivery, ViewOnlyPolicy(Delivery))


class DeliveryViewSet(ReadOnlyViewSet):
    """Newest first, with the number of tries and the error of a mail that did not go out."""

    model = Delivery
    icon = "mail"
    menu_label = _("Deliveries")
    menu_order = 810
    add_to_admin_menu = True
    list_display = ("event", "user", "channel", "due_at", "sent_at", "read_at", "attempts", "error")
    list_filter = ("channel", "attempts")
    search_fields = ("user__email", "event__verb")
    ordering = ("-id",)
    inspect_view_fields = ("event", "user", "channel", "due_at", "sent_at", "read_at", "attempts", "next_try", "error")


@hooks.register("register_admin_viewset")
def deliveries() -> DeliveryViewSet:
    """The list."""
    return DeliveryViewSet("deliveries")
