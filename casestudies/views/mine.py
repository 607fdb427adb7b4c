"""「私の事例」 and what an author does with a case from there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.access import Visibility
from bansou.accounts.doors import member_required
from bansou.forms import page_number
from bansou.public_id import new_public_id
from casestudies import mine
from casestudies.forms.small import ReasonForm, SettingsForm
from casestudies.services import writing
from casestudies.services.drafts import NotEditable
from casestudies.views.formpage import once
from casestudies.views.guards import own_case

PER_PAGE = 20


@never_cache
@require_safe
@member_required
def my_cases(request: HttpRequest) -> HttpResponse:
    """Own cases by state, with remarks and the next action."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in mine.FILTERS else ""
    cases = mine.cases_of(request.user)
    tabs = _tabs(cases, chosen)
    pages = Paginator(cases.filter(mine.FILTERS[chosen][1]), PER_PAGE)
    pages.count = next(tab["count"] for tab in tabs if tab["current"])  # type: ignore[misc]  # counted already
    page = pages.get_page(page_number(request.GET.get("page")))
    context = {
        "tabs": tabs,
        "entries": mine.entries(page.object_list),
        "page": page,
        "state": chosen,
        "pages": [(str(n), f"?state={chosen}&page={n}") for n in pages.page_range] if pages.num_pages > 1 else [],
        "once": new_public_id(),
    }
    return render(request, "casestudies/writing/mine.html", context)


def _tabs(cases: Any, chosen: str) -> list[dict[str, Any]]:
    found = []
    for code, (label, condition) in mine.FILTERS.items():
        count = cases.filter(condition).count()
        if count or code in {"", chosen}:
            url = f"?state={code}" if code else reverse("my-cases")
            found.append({"label": label, "url": url, "count": count, "current": code == chosen})
    return found


@require_POST
@member_required
def duplicate(request: HttpRequest, public_id: str) -> HttpResponse:
    """A copy to write on."""
    copy = writing.copy_once(own_case(request, public_id), request.user, once(request))
    messages.success(request, _("This is a copy. Pictures and the firm's consent were not copied."))
    return redirect("case-edit", copy.public_id)


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then delete a draft."""
    case = own_case(request, public_id)
    if request.method == "POST":
        return _act(request, lambda: writing.delete_draft(case, request.user), _("The draft was deleted."))
    return _ask(request, case, "delete")


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then forget what was changed since the publication."""
    case = own_case(request, public_id)
    if request.method == "POST":
        done = _("Your changes were discarded. The published text is as it was.")
        return _act(request, lambda: writing.discard_edit(case, request.user), done)
    return _ask(request, case, "discard")


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def unpublish(request: HttpRequest, public_id: str) -> HttpResponse:
    """公開を取りやめる: ask, then end the publication at once."""
    case = own_case(request, public_id)
    if request.method == "GET":
        return _ask(request, case, "unpublish", ReasonForm(label_suffix=""))
    form = ReasonForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _ask(request, case, "unpublish", form, status=422)
    reason = form.cleaned_data["reason"]
    return _act(
        request, lambda: writing.stop_publication(case, request.user, reason), _("The case is no longer published.")
    )


def _ask(request: HttpRequest, case: Any, act: str, form: Any = None, status: int = 200) -> HttpResponse:
    entry = mine.entry_of(case)
    context = {"case": case, "entry": entry, "act": act, "form": form}
    return render(request, "casestudies/writing/confirm.html", context, status=status)


def _act(request: HttpRequest, act: Any, done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except writing.Refused as refused:
        messages.warning(request, str(refused))
    except NotEditable:
        messages.warning(request, _("This case is being checked. Take the submission back first."))
    return redirect("my-cases")


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def settings(request: HttpRequest, public_id: str) -> HttpResponse:
    """How a published case is shown: changed here, on purpose, never by autosave."""
    case = own_case(request, public_id)
    if not case.published_on:
        return redirect("case-edit", public_id)
    form = SettingsForm(case, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            writing.change_settings(case, request.user, **form.cleaned_data)
            messages.success(request, _("The settings were changed."))
            return redirect("my-cases")
        except writing.Refused as refused:
            for name, problem in refused.problems.items():
                form.add_error(name, problem)
    widest = Visibility(writing.widest_visibility(case)).label
    context = {"case": case, "entry": mine.entry_of(case), "form": form, "widest": widest}
    return render(request, "casestudies/writing/settings.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def remark_done(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """「直しました」 on a remark."""
    case = own_case(request, public_id)
    remark = get_object_or_404(case.remarks.filter(sent_at__isnull=False), pk=pk)
    writing.mark_remark_done(remark, request.user)
    if request.POST.get("back") == "form":
        section, _name = mine.place_of(remark)
        return redirect("case-section", public_id, section)
    return redirect(f"{reverse('my-cases')}#{public_id}")
