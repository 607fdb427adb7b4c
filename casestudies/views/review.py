"""The review screens: the queue, one case, and the letter to its author. The acts are in review_acts.py."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bansou.notifications.models import Event
from bansou.notifications.services import text_of
from casestudies.checklist import CHECKS
from casestudies.forms.review import ConsentForm, ReasonForm, RemarkForm, ReturnForm, initial_remark, places_of
from casestudies.models import CaseStudy, Consent, Remark
from casestudies.review_page import ReviewPage, remarks_by_place, review_page
from casestudies.services import review
from casestudies.views.review_doors import on_case, reviewer_required, task_shown

TABS = ("waiting", "mine", "all")


@reviewer_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, by age, in three tabs."""
    everything = review.queue_for(request.user, everything=True)
    allowed = [item for item in everything if item.standing.allowed]
    lists = {
        "waiting": [item for item in allowed if item.assignment is None or item.may_take_over],
        "mine": [item for item in allowed if item.is_mine],
        "all": everything,
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "mine" if lists["mine"] else "waiting"
    context = {"items": lists[tab], "tab": tab, "tabs": _tabs(lists, tab)}
    return render(request, "casestudies/review/queue.html", context)


def _tabs(lists: dict[str, list[Any]], current: str) -> list[dict[str, Any]]:
    labels = {"waiting": _("Waiting"), "mine": _("Mine"), "all": _("All")}
    return [
        {"label": labels[name], "url": f"?tab={name}", "count": len(lists[name]), "current": name == current}
        for name in TABS
    ]


@require_safe
@on_case
def case(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """One case with all that its check needs."""
    return render_case(request, case)


def render_case(request: HttpRequest, case: CaseStudy, **bound: Any) -> HttpResponse:
    """The screen; `bound` are forms with errors to show (status 400)."""
    screen = review_page(case, request.user)
    finding = next((f for f in screen.findings if f.key == request.GET.get("finding")), None)
    forms = {
        "remark_form": RemarkForm(case=screen.draft, initial=initial_remark(request.GET.get("place", ""), finding)),
        "consent_form": ConsentForm(initial={"party": Consent.Party.FIRM, "scope": case.visibility}),
        "hide_form": ReasonForm(auto_id="hide_%s"),
        "update_form": ReasonForm(auto_id="update_%s"),
    }
    context = {"screen": screen, "case": case, "checks": CHECKS, **forms, **bound}
    response = render(request, "casestudies/review/case.html", context, status=400 if bound else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@on_case
def send_back(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """修正をお願いする: first a look at what the author gets, then sending it."""
    screen = review_page(case, request.user)
    if screen.task is None:
        raise review.Overtaken(_("This case is not waiting for a check any more."))
    if not screen.may_act:
        raise review.NotPossible(screen.standing.reason or _("Somebody else is checking this case."))
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (count := _send_back(request, case, form)):
        messages.success(request, _("The author was asked for changes at %(count)s places.") % {"count": count})
        return redirect("review-queue")
    status = 400 if form.errors else 200
    return render(request, "casestudies/review/send_back.html", _letter(screen, form), status=status)


def _send_back(request: HttpRequest, case: CaseStudy, form: ReturnForm) -> int:
    """The number of places; 0 with an error in the form when nothing says what to change."""
    try:
        return review.ask_for_changes(case, request.user, form.cleaned_data["reason"], task_shown(request))
    except review.Overtaken:
        raise
    except review.NotPossible as refusal:
        form.add_error("reason", str(refusal))
        return 0


def _letter(screen: ReviewPage, form: ReturnForm) -> dict[str, Any]:
    """What the author will get: the mail, and the remarks at their places."""
    remarks = remarks_by_place(screen.remarks, dict(places_of(screen.draft)))
    must = sum(remark.severity == Remark.Severity.MUST for _place, remark in remarks)
    data = {"title": str(screen.draft), "count": max(must, 1)}
    event = Event(verb="case_returned", url=reverse("case-edit", args=[screen.case.public_id]), data=data)
    subject, body = text_of(event, screen.case.author.language)
    return {"screen": screen, "case": screen.case, "form": form, "remarks": remarks, "subject": subject, "body": body}
