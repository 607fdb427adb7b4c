"""/dev/mail/: what the default run sent, for somebody who has no mail server. Exists with DEBUG only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

SHOWN = 50
SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after every mail


@dataclass(frozen=True)
class Mail:
    """One mail. `key` names its file and its place in it."""

    key: str
    subject: str
    to: str
    at: datetime
    body: str


def mails() -> list[Mail]:
    """The newest mails of the folder, newest first."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "-")
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:SHOWN]
    return [mail for file in files for mail in reversed(mails_in(file))][:SHOWN]


def mails_in(file: Path) -> list[Mail]:
    """All mails of a file, in order."""
    parts = [part for part in file.read_bytes().split(SEPARATOR) if part.strip()]
    return [_mail(f"{file.stem}-{number}", part, file) for number, part in enumerate(parts)]


def _mail(key: str, raw: bytes, file: Path) -> Mail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    at = message["Date"].datetime if message["Date"] else None
    if at and timezone.is_naive(at):  # "-0000" in the header means UTC
        at = at.replace(tzinfo=UTC)
    return Mail(
        key=key,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        at=at or datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone()),
        body=body.get_content() if body else "",
    )


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All mails, each to be opened in place."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "site/devmail.html", {"mails": mails()})


urlpatterns: list[URLPattern] = [path("dev/mail/", inbox, name="devmail")]
