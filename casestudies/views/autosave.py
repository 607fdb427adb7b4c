"""Autosave: what the script of the form talks to. Every answer says what is stored and when."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bansou.access import is_member
from casestudies import content
from casestudies.forms.section import LONG, SHORT
from casestudies.models import CaseStudy
from casestudies.moments import saved_words
from casestudies.services.autosave import Saved, save_section
from casestudies.structure import SECTION
from casestudies.views.guards import own_case


@never_cache
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, public_id: str, section: str) -> HttpResponse:
    """GET: is the login alive, and a fresh token. POST: store a section.

    200 saved · 401 login expired · 403 not approved · 404 not yours · 409 another screen was faster · 422 a value is
    wrong (the rest is saved) · 423 the case is being checked.
    """
    if not is_member(request.user):
        return JsonResponse({"state": "session"}, status=403 if request.user.is_authenticated else 401)
    if section not in SECTION:
        return JsonResponse({"state": "gone"}, status=404)
    case = own_case(request, public_id)
    if request.method == "GET":
        return JsonResponse(_alive(request, case, section))
    depth = SHORT if request.POST.get("depth") == SHORT else LONG
    saved = save_section(case, section, request.POST, request.user, request.POST.get("base", "")[:16], depth)
    return _answer(saved)


def _alive(request: HttpRequest, case: CaseStudy, section: str) -> dict[str, Any]:
    fingerprint = content.fingerprint(case.draft, section)
    return {"state": "alive", "csrf": get_token(request), "user": request.user.public_id, "base": fingerprint}


def _answer(saved: Saved) -> JsonResponse:
    if saved.locked and saved.conflict:
        text = _("This case has been submitted. What you typed is kept; take the submission back to use it.")
        return JsonResponse({"state": "locked", "message": text}, status=423)
    if saved.conflict:
        url = reverse("case-conflict", args=[saved.case.public_id, saved.conflict.pk])
        text = _("Newer content was saved in another screen. Both are kept. Please compare and choose.")
        return JsonResponse({"state": "conflict", "message": text, "url": url}, status=409)
    answer: dict[str, Any] = {"state": "saved", "base": saved.fingerprint, "message": saved_words(saved.at)}
    if saved.is_valid:
        return JsonResponse(answer)
    return JsonResponse(
        answer | {"state": "invalid", "problems": [line for line, _link in saved.form.problems]}, status=422
    )
