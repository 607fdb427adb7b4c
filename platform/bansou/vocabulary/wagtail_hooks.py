"""The vocabulary in Wagtail's admin: curators and administrators keep the terms."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from bansou.vocabulary.admin_forms import NewTermForm, TermForm
from bansou.vocabulary.models import Term


class TermPolicy(ModelPermissionPolicy):
    """Whoever has the model's permissions, except that nobody deletes: drafts and old cases point here by code."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Never `delete`."""
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Never by `delete` alone."""
        return super().user_has_any_permission(user, set(actions) - {"delete"})


register_permission_policy(Term, TermPolicy(Term))


class TermIndexView(IndexView):
    """The list, in the order in which the site shows the terms."""

    def get_base_queryset(self) -> QuerySet[Term]:
        """With what a row shows of other terms."""
        return super().get_base_queryset().select_related("parent", "merged_into")


class TermViewSet(ModelViewSet):
    """/admin/term/."""

    model = Term
    icon = "list-ul"
    menu_label = _("Vocabulary")
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = TermIndexView
    list_display = (
        "label",
        Column("get_scheme_display", label=_("scheme"), sort_key="scheme"),
        Column("code", label=_("code"), sort_key="code"),
        Column("parent", label=_("parent")),
        Column("sort_order", label=_("order"), sort_key="sort_order"),
        BooleanColumn("active", label=_("active"), sort_key="active"),
        Column("merged_into", label=_("merged into")),
    )
    list_filter = ("scheme", "active")
    search_fields = ("label", "short_label", "alt_labels", "code")
    search_backend_name = None
    ordering = ("scheme", "sort_order", "code")
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """One form to create, one to edit."""
        return TermForm if for_update else NewTermForm


@hooks.register("register_admin_viewset")
def vocabulary() -> TermViewSet:
    """The menu entry and its pages."""
    return TermViewSet("terms", url_prefix="vocabulary")
