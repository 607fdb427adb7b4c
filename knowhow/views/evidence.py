"""「この箇所を根拠にする」: from a case to an article."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casestudies.models import CaseStudy
from casestudies.models.rows import new_key
from knowhow import services
from knowhow.evidence_form import EvidenceRow, connect, pickable
from knowhow.models import Article
from knowhow.pick_form import PickForm
from knowhow.quotes import place_value
from knowhow.views.doors import curator_required

CANDIDATES = 20
ROW_KEY = "new"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def add(request: HttpRequest) -> HttpResponse:
    """Pick a case (`?case=`, or by words), then its passage and the article it goes to. What is known already is filled
    in: `section`, `row`, `quote`, `stance`, `remark`, `article`."""
    number = request.GET.get("case", "")
    if not number:
        return _choose_case(request)
    case = pickable(request.user).filter(public_id=number[:10].lower()).first()
    if case is None:
        raise Http404
    return _add_to(request, case)


def _choose_case(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    cases = CaseStudy.objects.visible_to(request.user).order_by("-published_on", "-id")
    found = cases.filter(title__icontains=words) if words else cases
    items = [{"title": str(case), "url": _address(case), "text": case.public_id} for case in found[:CANDIDATES]]
    return render(request, "knowhow/evidence_case.html", {"items": items, "q": words})


def _address(case: CaseStudy) -> str:
    return f"{reverse('knowhow-evidence')}?case={case.public_id}"


def _add_to(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    row = _row(request, case, data)
    pick = PickForm(data, initial={"article": request.GET.get("article", "")[:10].lower()})
    if data is not None and all([row.is_valid(), pick.is_valid()]):
        values = {**row.content(), "key": new_key()}
        return _store(request, case, pick, values)
    context = {"case": case, "row": row, "pick": pick, "action": request.get_full_path()}
    return render(request, "knowhow/evidence.html", context, status=422 if data is not None else 200)


def _row(request: HttpRequest, case: CaseStudy, data: Any) -> EvidenceRow:
    if data is not None:  # the case of the address, whatever was posted
        data = data.copy()
        data[f"evidence-{ROW_KEY}-case"] = case.public_id
    place = place_value(request.GET.get("section", "")[:40], request.GET.get("row", "")[:16])
    row = EvidenceRow(ROW_KEY, data)
    row.initial = {"case": case.public_id, "place": place, **_said(request)}
    connect([row], request.user)
    return row


def _said(request: HttpRequest) -> dict[str, str]:
    """Words that the address brings for the fields of the row."""
    found = {name: request.GET.get(name, "").replace("\0", "")[:400] for name in ("quote", "stance", "remark")}
    return {name: value for name, value in found.items() if value}


def _store(request: HttpRequest, case: CaseStudy, pick: PickForm, values: dict[str, Any]) -> HttpResponse:
    number = pick.cleaned_data["article"]
    if number:
        article = services.add_evidence(Article.objects.get(public_id=number), request.user, values)
    else:
        start = {"claim": pick.cleaned_data["claim"], "steps": case.codes.get("step", [])[:1], "evidence": [values]}
        article = services.create(request.user, start)
    messages.success(request, _("The passage was added to the article."))
    return redirect(f"{reverse('knowhow-edit', args=[article.public_id])}#evidence-rows")
