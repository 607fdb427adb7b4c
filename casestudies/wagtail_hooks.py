"""Cases in Wagtail's admin: a list to look things up. Reading, review and every change happen on the site's own pages."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.permissions import register_permission_policy

from bansou.access import is_staff
from bansou.readonly import ReadOnlyViewSet, ViewOnlyPolicy
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.state import RUNNING


class CasePolicy(ViewOnlyPolicy):
    """Staff may look; nobody adds, changes or deletes a case here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """By role: checkers, curators and administrators read every published case."""
        return action == "view" and is_staff(user)


register_permission_policy(CaseStudy, CasePolicy(CaseStudy))


def page_of_case(case: CaseStudy) -> str:
    """Where a reviewer goes on: the review while one runs, else the case's page."""
    name = "review-case" if case.edit_state in RUNNING else "case"
    return reverse(name, args=[case.public_id])


class CaseIndexView(IndexView):
    """Published cases and those in review. Drafts are their authors' own, so they are not here."""

    def get_base_queryset(self) -> QuerySet[CaseStudy]:
        """With state and terms, so that a row asks nothing."""
        cases = super().get_base_queryset().with_state().prefetch_related("terms")
        return cases.filter(Q(live=True) | Q(workflow_status="in_progress"))


class CaseViewSet(ReadOnlyViewSet):
    """/admin/cases/."""

    model = CaseStudy
    icon = "doc-full"
    menu_label = _("Case studies")
    menu_order = 310
    add_to_admin_menu = True
    inspect_view_enabled = False
    index_view_class = CaseIndexView
    list_display = (
        TitleColumn("__str__", label=_("Title"), get_url=page_of_case),
        Column("state", label=_("State"), accessor=lambda case: case.state.label),
        Column("outcome", label=_("Kind of case"), accessor=lambda case: terms.short("outcome", case.outcome)),
        Column("main_step", label=_("Support step"), accessor=lambda case: terms.short("step", case.main_step)),
        Column("get_visibility_display", label=_("visibility"), sort_key="visibility"),
        Column("get_byline_display", label=_("byline"), sort_key="byline"),
        Column("published_on", label=_("first published"), sort_key="published_on"),
    )
    list_filter = ("visibility", "byline")
    search_fields = ("title", "public_id")
    ordering = ("-published_on", "-id")


@hooks.register("register_admin_viewset")
def cases() -> CaseViewSet:
    """The menu entry and its list."""
    return CaseViewSet("cases", url_prefix="cases")


@hooks.register("construct_homepage_panels")
def without_workflow_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Reviews have their own queue. Wagtail's panels know snippets only and fail on a case that waits for the user."""
    closed = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, closed)]
