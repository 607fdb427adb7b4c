"""A form that was sent too late: the login had expired, or the page was older than the login. Nothing typed is lost."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MAX_FIELDS = 2000  # a long case form has hundreds of row fields
SECRET = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, as (name, value); passwords are never given back."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values if name not in SECRET]
    return pairs[:MAX_FIELDS]


def from_this_site(request: HttpRequest) -> bool:
    """Did the form stand on a page of ours? A foreign page gets nothing echoed."""
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(source) and urlsplit(source).netloc == request.get_host()


def text_kept(request: HttpRequest, status: int = 401) -> HttpResponse:
    """A page that keeps what was typed and can send it again after signing in. Pictures must be chosen again."""
    fields = kept_fields(request) if from_this_site(request) else []
    context = {
        "fields": fields,
        "long": [(n, v) for n, v in fields if len(v) > 40 or "\n" in v],
        "path": request.get_full_path(),
    }
    response = render(request, "kept.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
