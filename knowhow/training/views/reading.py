"""The list of training, a package, self-study."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bansou.accounts.doors import member_required
from bansou.forms import page_number
from bansou.vocabulary import terms
from knowhow.filters import step_choices
from knowhow.models import Package, TrainingSession, UnitKind
from knowhow.training import study
from knowhow.training.page import PackagePage, UnitView
from knowhow.training.people import may_make
from knowhow.training.quiz import posted_answers
from knowhow.training.views.doors import on_package

PAGE_SIZE, SESSIONS = 20, 6


@never_cache
@require_safe
@member_required
def index(request: HttpRequest) -> HttpResponse:
    """The next sessions, and the packages by step."""
    code = request.GET.get("step", "")
    code = code if code in terms.scheme("step") else ""
    packages = Package.objects.visible_to(request.user).with_size().select_related("organisation")
    packages = (packages.of_step(code) if code else packages).order_by("-published_at", "-pk")
    page = Paginator(packages, PAGE_SIZE).get_page(page_number(request.GET.get("page")))
    sessions = TrainingSession.objects.filter(package__in=Package.objects.published().values("pk")).coming()
    context = {
        "page_obj": page,
        "step": code,
        "query": f"step={code}" if code else "",
        "steps": step_choices(),
        "sessions": sessions.with_counts().select_related("package")[:SESSIONS],
        "may_make": may_make(request.user),
    }
    return render(request, "training/index.html", context)


@never_cache
@require_safe
@on_package
def package(request: HttpRequest, package: Package) -> HttpResponse:
    """One package with its units and dates."""
    return render(request, "training/package.html", {"package": package, "page": PackagePage(package, request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_package
def unit(request: HttpRequest, package: Package, key: str) -> HttpResponse:
    """Go through one unit alone: read it, answer its quiz, say that it is done."""
    page = PackagePage(package, request.user)
    view = next((view for view in page.units if view.unit.key == key), None)
    if view is None:
        raise Http404
    around = _around(page, view)
    if request.method == "POST" and view.is_open:
        answers = posted_answers(view.unit, request.POST) if view.unit.kind == UnitKind.QUIZ else {}
        if all(answers.values()) or request.POST.get("action") == "undo":
            return _study(request, view, answers)
        view = replace(view, given=answers)
    context: dict[str, Any] = {"package": package, "page": page, "view": view, **around}
    return render(request, "training/unit.html", context, status=422 if view.unanswered else 200)


def _around(page: PackagePage, view: UnitView) -> dict[str, UnitView | None]:
    """The units before and after it."""
    at = page.units.index(view)
    after = page.units[at + 1] if at + 1 < len(page.units) else None
    return {"before": page.units[at - 1] if at else None, "after": after}


def _study(request: HttpRequest, view: UnitView, answers: dict[str, list[int]]) -> HttpResponse:
    if request.POST.get("action") == "undo":
        study.undo(request.user, view.unit)
    else:
        study.finish(request.user, view.unit, answers)
    return redirect(f"{view.url}#done")


@never_cache
@require_safe
@on_package
def notes(request: HttpRequest, package: Package) -> HttpResponse:
    """The facilitator's notes on one page; for whoever makes training."""
    page = PackagePage(package, request.user)
    if not page.shows_notes:
        raise Http404
    return render(request, "training/notes.html", {"package": package, "page": page})
