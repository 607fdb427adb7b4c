"""Error pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bansou.accounts.kept import from_this_site, kept_fields, text_kept


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the login (its text is kept and can be sent again), or came from elsewhere."""
    if from_this_site(request) and kept_fields(request):
        return text_kept(request, status=403)
    return render(request, "403_csrf.html", status=403)
