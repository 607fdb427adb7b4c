"""The doors of 反映先: noting where one article, or all of an edition, went."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from knowhow.handbook import reflections
from knowhow.handbook.forms import ReflectionForm
from knowhow.handbook.people import maker_required
from knowhow.handbook.views import crumbs
from knowhow.models import Article, HandbookEdition, Reflection


@require_http_methods(["GET", "HEAD", "POST"])
@maker_required
def of_article(request: HttpRequest, public_id: str) -> HttpResponse:
    """The notes about one article, and a form for another."""
    article = get_object_or_404(Article.objects.visible_to(request.user), public_id=public_id)
    way = [(_("Know-how"), reverse("knowhow")), (article.claim, article.get_absolute_url())]
    context = {"subject": article.claim, "notes": article.reflections.all(), "crumbs": [*way, (_("Where it went"), "")]}
    return _page(request, [article], article, context)


@require_http_methods(["GET", "HEAD", "POST"])
@maker_required
def of_edition(request: HttpRequest, public_id: str) -> HttpResponse:
    """One note for all articles of an edition."""
    edition = get_object_or_404(HandbookEdition.objects.visible_to(request.user).light(), public_id=public_id)
    articles = reflections.articles_of(edition)
    way = crumbs((edition.title, edition.get_absolute_url()), (_("Where it went"), ""))
    return _page(request, articles, edition, {"subject": edition.title, "count": len(articles), "crumbs": way})


def _page(request: HttpRequest, articles: list[Article], back: Any, context: dict[str, Any]) -> HttpResponse:
    form = ReflectionForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        made = reflections.reflect(articles, request.user, **form.cleaned_data)
        said = ngettext("Noted for %(n)s article.", "Noted for %(n)s articles.", made) % {"n": made}
        messages.success(request, said if made else _("This was noted already."))
        return redirect(back)
    return render(request, "knowhow/handbook/reflections.html", {"form": form, "back": back, **context})


@require_POST
@maker_required
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a wrong note back."""
    notes = Reflection.objects.filter(article__in=Article.objects.visible_to(request.user))
    note = get_object_or_404(notes.select_related("article"), public_id=public_id)
    reflections.take_back(note, request.user)
    messages.success(request, _("The note was deleted."))
    return redirect("reflections", note.article.public_id)
