"""A reader's own lists of cases, with private notes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from bansou.forms import page_number
from casestudies.cards import card
from casestudies.forms.reading import KeepForm, ListForm, NoteForm, ShareForm
from casestudies.models import CaseStudy, ReadingItem, ReadingList
from casestudies.services import reading

PER_PAGE = 20


def _own_list(request: HttpRequest, pk: int) -> ReadingList:
    return get_object_or_404(ReadingList, pk=pk, user=request.user.pk)


def _own_item(request: HttpRequest, pk: int) -> ReadingItem:
    return get_object_or_404(
        ReadingItem.objects.select_related("reading_list"), pk=pk, reading_list__user=request.user.pk
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """All lists of the reader; a POST makes a new one."""
    user: Any = request.user
    form = ListForm(request.POST or None, instance=ReadingList(user=user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The list was made."))
        return redirect("reading-lists")
    found = ReadingList.objects.filter(user=user).annotate(count=Count("items"))
    context = {"lists": found, "form": form, "shared": ReadingList.objects.shared_with(user)}
    return render(request, "casestudies/lists.html", context, status=400 if form.errors else 200)


@require_safe
@member_required
def one_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases of a list, newest first; those that the reader cannot read any more are only counted."""
    found = _own_list(request, pk)
    page = Paginator(found.items.all(), PER_PAGE).get_page(page_number(request.GET.get("page")))
    cases = CaseStudy.objects.visible_to(request.user).for_cards().in_bulk([item.case_id for item in page])
    rows = [_row(item, cases[item.case_id]) for item in page if item.case_id in cases]
    context = {"list": found, "rows": rows, "page": page, "gone": len(page) - len(rows)}
    forms = {"form": ListForm(instance=found), "share_form": _share_form(found, request)}
    return render(request, "casestudies/list.html", context | forms)


def _share_form(found: ReadingList, request: HttpRequest) -> ShareForm:
    initial = {"organisation": found.organisation_id, "note": found.note}
    return ShareForm(request.POST or None, user=request.user, initial=initial)


@member_required
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share a list with one of one's organisations, or end it."""
    found = _own_list(request, pk)
    form = _share_form(found, request)
    if form.is_valid():
        reading.share_list(found, **form.cleaned_data)
        messages.success(
            request, _("Your colleagues can see the list now.") if found.organisation else _("Only you see the list.")
        )
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("reading-list", pk=pk)


@require_safe
@member_required
def shared_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague's list: its cases that the reader may read; of others not even the number is told."""
    found = get_object_or_404(ReadingList.objects.shared_with(request.user), pk=pk)
    cases = CaseStudy.objects.visible_to(request.user).filter(reading_items__reading_list=found)
    ordered = cases.for_cards().order_by("-reading_items__at", "-pk")
    page = Paginator(ordered, PER_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"list": found, "page": page, "cards": [card(case) for case in page]}
    return render(request, "casestudies/list_shared.html", context)


def _row(item: ReadingItem, case: CaseStudy) -> dict[str, Any]:
    form = NoteForm(instance=item, auto_id=f"id_%s_{item.pk}")
    return {"item": item, "card": card(case), "form": form}


@member_required
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a list another name."""
    found = _own_list(request, pk)
    form = ListForm(request.POST, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("The list has a new name."))
    else:
        messages.error(request, " ".join(form.errors["name"]))
    return redirect("reading-list", pk=pk)


@member_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a list with its notes; the cases themselves stay."""
    _own_list(request, pk).delete()
    messages.success(request, _("The list was deleted."))
    return redirect("reading-lists")


@member_required
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the private note of one item."""
    item = _own_item(request, pk)
    form = NoteForm(request.POST, instance=item)
    if form.is_valid():
        form.save()
        messages.success(request, _("The note was saved."))
    else:
        messages.error(request, " ".join(form.errors["note"]))
    return redirect("reading-list", pk=item.reading_list_id)


@member_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case off a list."""
    item = _own_item(request, pk)
    item.delete()
    return redirect("reading-list", pk=item.reading_list_id)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def lists_of_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """On which of the reader's lists a case stands, and the private note on it."""
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user).for_cards(), public_id=public_id)
    items = list(ReadingItem.objects.filter(reading_list__user=request.user.pk, case=case))
    initial = {"lists": [item.reading_list_id for item in items], "note": next((i.note for i in items if i.note), "")}
    form = KeepForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        reading.keep_on(case, request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(case)
    status = 400 if form.errors else 200
    return render(request, "casestudies/keep.html", {"case": case, "card": card(case), "form": form}, status=status)
