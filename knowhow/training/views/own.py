"""One's own training: sessions ahead, sessions attended, packages studied alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bansou.accounts.doors import member_required
from knowhow.models import SignUp
from knowhow.training import study

SHOWN = 50


@never_cache
@require_safe
@member_required
def own(request: HttpRequest) -> HttpResponse:
    """Everything of this member alone."""
    rows = SignUp.objects.active().filter(user=request.user.pk).select_related("training_session__package")
    rows = rows.order_by("-training_session__starts_at", "-pk")[:SHOWN]
    coming = [row for row in rows if not row.training_session.has_ended()]
    context = {
        "coming": sorted(coming, key=lambda row: row.training_session.starts_at),
        "past": [row for row in rows if row.training_session.has_ended()],
        "studied": study.begun(request.user),
    }
    return render(request, "training/own.html", context)
