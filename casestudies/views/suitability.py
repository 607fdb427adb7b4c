"""The suitability checklist, private to its author."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bansou.accounts.doors import member_required
from bansou.vocabulary import terms
from casestudies.forms.small import SuitabilityForm
from casestudies.models import SuitabilityCheck
from casestudies.models.writing import SUITABILITY_ANSWERS
from casestudies.services.suitability import keep_answers
from casestudies.suitability import QUESTIONS, VERDICTS, verdict

SHOWN = 20


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def suitability(request: HttpRequest) -> HttpResponse:
    """The five questions, the verdict, and earlier answers (dialogue changes them)."""
    earlier = SuitabilityCheck.objects.filter(author_id=request.user.pk)
    if request.method == "POST":
        form, status = SuitabilityForm(request.POST), 422
        if form.is_valid():
            kept = keep_answers(request.user, form.cleaned_data["label"], form.answers)
            return redirect(f"{reverse('suitability')}?check={kept.pk}#verdict")
    else:
        shown = _shown(earlier, request.GET.get("check", ""))
        form, status = SuitabilityForm(initial=_initial(shown)), 200
    answers = form.answers if form.is_bound else dict(shown.answers if shown else {})
    context = {
        "form": form,
        "verdict": VERDICTS.get(verdict(answers)),
        "code": verdict(answers),
        "left": len(QUESTIONS) - len(answers) if answers else 0,
        "earlier": [_entry(check) for check in earlier[:SHOWN]],
        "bridges": terms.offered("bridge"),
    }
    return render(request, "casestudies/writing/suitability.html", context, status=status)


def _shown(earlier: Any, pk: str) -> SuitabilityCheck | None:
    return earlier.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 12 else None


def _initial(check: SuitabilityCheck | None) -> dict[str, Any]:
    if check is None:
        return {}
    return {"label": check.label} | {f"q{number}": answer for number, answer in check.answers.items()}


def _entry(check: SuitabilityCheck) -> dict[str, Any]:
    signs = dict(SUITABILITY_ANSWERS)
    words = VERDICTS.get(verdict(check.answers))
    return {
        "check": check,
        "signs": [signs.get(check.answers.get(number, ""), "–") for number in QUESTIONS],
        "verdict": words[0] if words else "",
    }
