"""The list of organisations, the page of one, and what its manager edits."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bansou.access import is_member, roles_of
from bansou.accounts.doors import member_required
from bansou.accounts.forms.profile import OrganisationForm
from bansou.accounts.models import Membership, Organisation
from bansou.accounts.roles import ADMINISTRATOR
from bansou.audit.models import record
from bansou.forms import page_number
from bansou.vocabulary import terms

PER_PAGE = 50
OPTIONS = 20


def _wanted(request: HttpRequest) -> tuple[str, str]:
    """(name or a part of it, kind) of the query string, whatever it holds."""
    return request.GET.get("q", "").strip()[:120], request.GET.get("kind", "")[:40]


def _found(name: str, kind: str) -> QuerySet[Organisation]:
    found = Organisation.objects.listed().order_by("-is_national", "name")
    if name:
        found = found.filter(name__icontains=name)
    if kind:
        found = found.filter(supporter_type__in=[kind, *(t.code for t in terms.children("supporter_type", kind))])
    return found


def _kinds() -> list[tuple[str, str]]:
    """(code, label) of all kinds; those below another one are set in."""
    offered = terms.offered("supporter_type")
    found = []
    for top in (term for term in offered if not term.parent):
        found.append((top.code, top.label))
        found += [(term.code, f"　{term.label}") for term in offered if term.parent == top.code]
    return found


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, by part of the name and kind."""
    name, kind = _wanted(request)
    pages = Paginator(_found(name, kind), PER_PAGE)
    page = pages.get_page(page_number(request.GET.get("page")))
    query = urlencode({key: value for key, value in (("q", name), ("kind", kind)) if value})
    context = {"page": page, "q": name, "kind": kind, "kinds": _kinds(), "query": query}
    return render(request, "accounts/organisations.html", context)


@require_safe
def options(request: HttpRequest) -> HttpResponse:
    """Suggestions while one types a name: `<option>`s (htmx puts them into the list of the field)."""
    typed = (request.GET.get("organisation") or next(iter(request.GET.values()), "")).strip()[:120]
    names = _found(typed, "").values_list("name", flat=True)[:OPTIONS] if typed else []
    return render(request, "accounts/_options.html", {"names": names})


@require_safe
def organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """One organisation. Its people are shown to members only."""
    shown = get_object_or_404(Organisation.objects.select_related("parent"), public_id=public_id)
    members = Membership.objects.of_members().filter(organisation=shown).select_related("user")
    context = {
        "organisation": shown,
        "children": shown.children.listed(),
        "members": members.order_by("-is_manager", "user__display_name") if is_member(request.user) else [],
        "may_edit": may_edit(request, shown),
    }
    return render(request, "accounts/organisation.html", context)


def may_edit(request: HttpRequest, shown: Organisation) -> bool:
    """Its managers and administrators."""
    return ADMINISTRATOR in roles_of(request.user) or shown.is_managed_by(request.user)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The introduction, by a manager."""
    shown = get_object_or_404(Organisation, public_id=public_id)
    if not may_edit(request, shown):
        raise PermissionDenied
    form = OrganisationForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        form.save()
        record(request.user, "organisation.edited", shown)
        messages.success(request, _("The introduction was saved."))
        return redirect(shown)
    return render(request, "accounts/organisation_edit.html", {"organisation": shown, "form": form})
