"""The public page of a person, and the photo."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bansou.accounts.models import User


def shown_person(public_id: str, viewer: Any) -> User:
    """An approved member, or one's own account; Http404 for everybody else, also for those who left."""
    person = get_object_or_404(User, public_id=public_id, is_active=True)
    if not person.is_approved and person != viewer:
        raise Http404
    return person


@require_safe
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name and organisations for everybody, the rest for those whom the person shows it to."""
    shown = shown_person(public_id, request.user)
    context = {
        "person": shown,
        "organisations": [m.organisation for m in shown.memberships.current().select_related("organisation")],
        "full": shown.shows_profile_to(request.user),
        "own": shown == request.user,
    }
    return render(request, "accounts/person.html", context)


@require_safe
def photo(request: HttpRequest, public_id: str) -> FileResponse:
    """The photo, to those who see the profile."""
    shown = shown_person(public_id, request.user)
    if not shown.photo or not shown.shows_profile_to(request.user):
        raise Http404
    try:
        file = shown.photo.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
