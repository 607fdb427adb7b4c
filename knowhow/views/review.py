"""The second curator's page: the text as it will appear, what changed, approve or ask for changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowhow import content, services
from knowhow.differences import differences
from knowhow.forms import NoteForm
from knowhow.models import Article
from knowhow.page import ArticlePage
from knowhow.people import may_delete, may_review
from knowhow.views.doors import on_article


@never_cache
@require_safe
@on_article
def page(request: HttpRequest, article: Article) -> HttpResponse:
    """The newest text as its page will look, and what this curator may do with it."""
    return _show(request, article, NoteForm())


def _show(request: HttpRequest, article: Article, form: NoteForm, status: int = 200) -> HttpResponse:
    draft = article.draft
    in_work = article.edit_state is not None
    context: dict[str, Any] = {
        "article": article,
        "page": ArticlePage(draft, request.user),
        "form": form,
        "changes": differences(content.read(article), content.read(draft)) if article.live and in_work else [],
        "in_work": in_work,
        "may_review": may_review(request.user, article),
        "may_delete": may_delete(request.user, article),
        "written_by": article.latest_revision.user if article.latest_revision else article.author,
    }
    return render(request, "knowhow/review.html", context, status=status)


@require_POST
@on_article
def approve(request: HttpRequest, article: Article) -> HttpResponse:
    """Publish the revision that the page showed."""
    published = services.approve(article, request.user, revision_shown(request))
    messages.success(request, _("The article is published. Its writer was told."))
    return redirect(published)


@require_POST
@on_article
def send_back(request: HttpRequest, article: Article) -> HttpResponse:
    """Ask the writer for changes."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, article, form, status=422)
    services.send_back(article, request.user, form.cleaned_data["note"], revision_shown(request))
    messages.success(request, _("The writer was asked for changes."))
    return redirect("knowhow-mine")


@require_POST
@on_article
def take_back(request: HttpRequest, article: Article) -> HttpResponse:
    """Go on writing."""
    services.take_back(article, request.user)
    messages.success(request, _("The article is a draft again."))
    return redirect("knowhow-edit", article.public_id)


def revision_shown(request: HttpRequest) -> int:
    """The revision that the reviewer's page showed; 0 when it is none."""
    value = request.POST.get("revision", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0
