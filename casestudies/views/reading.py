"""The page of a case and what a reader does on it."""

from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bansou.access import is_member
from casestudies.models import CaseFile, CaseStudy
from casestudies.page import page_of
from casestudies.services import reading
from casestudies.similar import similar_to

# What a browser may show by itself; anything else is saved.
IMAGE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
}


@require_safe
def case_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """A published case; 410 when it was closed, 404 when the reader may not know it."""
    readable = CaseStudy.objects.visible_to(request.user).for_page().with_marks_of(request.user)
    case = readable.filter(public_id=public_id).first()
    if case is None:
        return _closed(request, public_id)
    page, similar = page_of(case), similar_to(case, request.user)
    more = [(_("Similar cases"), "#similar")] if similar.named or similar.computed else []
    toc = [*page.toc, *more, (_("Talk about it"), "#talk")]
    return render(request, "casestudies/case.html", {"case": case, "page": page, "similar": similar, "toc": toc})


def _closed(request: HttpRequest, public_id: str) -> HttpResponse:
    case = CaseStudy.objects.closed_to(request.user).filter(public_id=public_id).first()
    if case is None:
        raise Http404
    reason = _("This case is not shown at the moment.") if case.hidden_at else case.withdrawn_reason
    return render(request, "410.html", {"reason": reason}, status=410)


@require_safe
@login_required
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The newest text of a case as its page will look, for its authors and, while it is checked, for reviewers."""
    case = CaseStudy.objects.select_related("author", "organisation").filter(public_id=public_id).first()
    if case is None or not reading.may_see_draft(case, request.user):
        raise Http404
    response = render(request, "casestudies/preview.html", {"case": case, "page": page_of(case.draft)})
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def case_file(request: HttpRequest, public_id: str, key: str) -> HttpResponseBase:
    """A picture (shown) or a document (saved) of a case, under the same rule as its text."""
    found = reading.file_for(public_id, key, request.user)
    if found is None or not found.file.storage.exists(found.file.name):
        raise Http404
    suffix = Path(found.file.name).suffix.lower()
    shown = found.kind == CaseFile.Kind.IMAGE and suffix in IMAGE_TYPES
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=not shown,
        filename=f"{found.caption or found.key}{suffix}",
        content_type=IMAGE_TYPES[suffix] if shown else "application/octet-stream",
    )
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _mark(request: HttpRequest, public_id: str, act: Callable[[CaseStudy], None]) -> HttpResponse:
    """Let a member do something with a case and return to its buttons; visitors are sent to the log-in first."""
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user), public_id=public_id)
    if not request.user.is_authenticated:
        return redirect_to_login(case.get_absolute_url())
    if not is_member(request.user):
        raise PermissionDenied
    act(case)
    return redirect(f"{case.get_absolute_url()}#case-acts")


@require_POST
def helpful(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set (`on=1`) or take back (`on=0`) 「参考になった」."""
    on = request.POST.get("on") == "1"
    return _mark(request, public_id, lambda case: reading.mark_helpful(case, request.user, on))


@require_POST
def keep(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the case on the reader's first list."""
    return _mark(request, public_id, lambda case: reading.keep(case, request.user))
