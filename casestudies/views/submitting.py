"""Submitting: what is missing, thanks, one question at a time, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bansou.accounts.doors import member_required
from casestudies.anonymity import Finding, findings
from casestudies.forms.small import AnswerForm
from casestudies.hints import name_of
from casestudies.models import CaseStudy
from casestudies.services import suggestions, writing
from casestudies.services.completeness import problems_of
from casestudies.services.drafts import NotEditable
from casestudies.state import RUNNING
from casestudies.views.guards import own_case
from casestudies.views.writing import elsewhere_of, link_to

SHOWN_HINTS = 12


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is missing before the submission, and the button that submits."""
    case = own_case(request, public_id)
    if case.edit_state in RUNNING:
        return redirect("case-submitted", public_id)
    problems, status = problems_of(case.draft), 200
    if request.method == "POST":
        try:
            writing.submit(case, request.user)
            return redirect("case-submitted", public_id)
        except writing.Refused as refused:
            problems, status = refused.problems, 422
    context = {"case": case, "draft": case.draft, "problems": elsewhere_of(case, problems), "hints": _hints(case)}
    return render(request, "casestudies/writing/submit.html", context, status=status)


def _hints(case: CaseStudy) -> list[tuple[Finding, str]]:
    """Words that may give the firm away, each with the way to it."""
    return [(found, link_to(case, name_of(found))) for found in findings(case.draft)[:SHOWN_HINTS]]


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def submitted(request: HttpRequest, public_id: str) -> HttpResponse:
    """Thanks, and one question about what is still empty. `later` skips a question, an answer leads to the next."""
    case = own_case(request, public_id)
    later = [name for name in request.GET.getlist("later") if len(name) < 40][:40]
    open_questions = suggestions.questions(case.draft, later) if suggestions.may_answer(case) else []
    question = open_questions[0] if open_questions else None
    form, status = AnswerForm(question, label_suffix="") if question else None, 200
    if request.method == "POST":
        asked = next((q for q in suggestions.questions(case.draft) if q.name == request.POST.get("question")), None)
        if asked is None:
            return redirect(request.get_full_path())
        form, question, status = AnswerForm(asked, request.POST, label_suffix=""), asked, 422
        if form.is_valid():
            return _answer(request, case, asked, form.cleaned_data["answer"])
    context = {
        "case": case,
        "draft": case.draft,
        "form": form,
        "question": question,
        "left": len(open_questions),
        "skip": _skip(later, question),
        "is_running": case.edit_state in RUNNING,
        "days": writing.USUAL_CHECK_DAYS,
    }
    return render(request, "casestudies/writing/submitted.html", context, status=status)


def _answer(request: HttpRequest, case: CaseStudy, asked: suggestions.Question, text: str) -> HttpResponse:
    try:
        suggestions.answer(case, asked, text, request.user)
    except NotEditable:
        messages.warning(request, _("The check has begun meanwhile. You can add this after it."))
        return redirect("my-cases")
    messages.success(request, _("Your answer was added."))
    return redirect(request.get_full_path())


def _skip(later: list[str], question: suggestions.Question | None) -> str:
    names = [*later, question.name] if question else later
    return "?" + "&".join(f"later={name}" for name in names if name.replace("-", "").replace("_", "").isalnum())


@require_POST
@member_required
def withdraw_submission(request: HttpRequest, public_id: str) -> HttpResponse:
    """提出を取り消す: the case is a draft again."""
    case = own_case(request, public_id)
    writing.withdraw_submission(case, request.user)
    messages.success(request, _("The submission was taken back. You can go on writing."))
    return redirect(f"{reverse('my-cases')}#{public_id}")
