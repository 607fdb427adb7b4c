"""Two screens disagreed: both texts side by side, and the choice."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bansou.accounts.doors import member_required
from casestudies import content
from casestudies.comparison import Difference, differences
from casestudies.models import CaseStudy, SavedConflict
from casestudies.services.autosave import resolve
from casestudies.services.drafts import NotEditable
from casestudies.views.guards import own_case


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def conflict(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Compare what is stored with what the other screen sent; choose per value."""
    case = own_case(request, public_id)
    kept = get_object_or_404(SavedConflict, pk=pk, case=case, user=request.user)
    if kept.resolved_at:
        return redirect("case-section", public_id, kept.section)
    found = differences(case.draft, kept)
    if request.method == "POST":
        return _choose(request, case, kept, found)
    return _page(request, case, kept, found)


def _page(
    request: HttpRequest, case: CaseStudy, kept: SavedConflict, found: list[Difference], status: int = 200
) -> HttpResponse:
    base = content.fingerprint(case.draft, kept.section)
    context = {"case": case, "kept": kept, "differences": found, "base": base, "unanswered": status == 422}
    return render(request, "casestudies/writing/conflict.html", context, status=status)


def _choose(request: HttpRequest, case: CaseStudy, kept: SavedConflict, found: list[Difference]) -> HttpResponse:
    for difference in found:
        difference.choice = request.POST.get(f"choose-{difference.name}", "")
    if not all(difference.is_answered for difference in found):
        return _page(request, case, kept, found, status=422)
    chosen: dict[str, Any] = {difference.name: difference.chosen() for difference in found}
    try:
        if not resolve(kept, chosen, request.user, request.POST.get("base", "")):
            messages.warning(request, _("The stored text changed meanwhile. Please compare once more."))
            return redirect("case-conflict", case.public_id, kept.pk)
    except NotEditable:
        messages.warning(request, _("This case is being checked. Take the submission back first."))
        return redirect("my-cases")
    messages.success(request, _("Your choice was saved."))
    return redirect("case-section", case.public_id, kept.section)
