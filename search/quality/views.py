"""The curators' pages about search, and what browsers tell of searches and clicks."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhow.views.doors import curator_required
from search.kinds import kind_labels
from search.models.quality import Pin
from search.quality.counting import Ticket, count_click, count_search
from search.quality.explain import explain
from search.quality.forms import PINNED, PinForm
from search.quality.marks import member_of, person_of, too_often
from search.quality.pins import delete_pin, save_pin
from search.quality.report import DAYS, report
from search.state import text_of

PLACES = 50  # results on a page at most


# --- From browsers ----------------------------------------------------------------------------------------------------------
@require_POST
def counted(request: HttpRequest) -> HttpResponse:
    """A page of results was seen. Says nothing back, whatever was sent."""
    if (ticket := Ticket.read(request.POST.get("ticket", ""))) and not too_often(person_of(request)):
        count_search(ticket, member_of(request))
    return HttpResponse(status=204)


@require_POST
def clicked(request: HttpRequest) -> HttpResponse:
    """The result at `place` of a page was opened."""
    place = request.POST.get("place", "")
    is_place = place.isascii() and place.isdigit() and len(place) <= 2 and 0 < int(place) <= PLACES
    if is_place and (ticket := Ticket.read(request.POST.get("ticket", ""))) and not too_often(person_of(request)):
        count_click(ticket, int(place))
    return HttpResponse(status=204)


# --- For curators -------------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
@curator_required
def quality(request: HttpRequest) -> HttpResponse:
    """Frequent queries, queries without result, clicks by rank, pinned results."""
    asked = request.GET.get("days", "")
    days = next((number for number in DAYS if str(number) == asked), DAYS[1])
    spans = [(number, number == days) for number in DAYS]
    context = {"days": days, "spans": spans, "pins": Pin.objects.all(), "today": _today(), **report(days)}
    return render(request, "search/quality/report.html", context)


def _today() -> date:
    return timezone.localdate()


@never_cache
@require_safe
@curator_required
def try_query(request: HttpRequest) -> HttpResponse:
    """Why each result of a query stands where it stands."""
    q = text_of(request.GET)
    labels = kind_labels()
    kind = request.GET.get("kind", "")
    kind = kind if kind in labels else "case"
    kinds = [(code, label, code == kind) for code, label in labels.items()]
    context = {"q": q, "kinds": kinds, "may_pin": kind in PINNED, "why": explain(q, kind, request.user) if q else None}
    return render(request, "search/quality/try.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def pin_new(request: HttpRequest) -> HttpResponse:
    """Put something first for a query."""
    return _edit(request, Pin(), {"query": request.GET.get("q", ""), "target": request.GET.get("target", "")})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def pin_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a pin."""
    return _edit(request, get_object_or_404(Pin, public_id=public_id), {})


def _edit(request: HttpRequest, pin: Pin, initial: dict[str, str]) -> HttpResponse:
    form = PinForm(request.POST if request.method == "POST" else None, instance=pin, initial=initial)
    if form.is_bound and form.is_valid():
        save_pin(form.save(commit=False), request.user)
        messages.success(request, _("Saved. It stands first from now on."))
        return redirect("search-quality")
    return render(request, "search/quality/pin.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@curator_required
def pin_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a pin away."""
    delete_pin(get_object_or_404(Pin, public_id=public_id), request.user)
    messages.success(request, _("It does not stand first any more."))
    return redirect("search-quality")
