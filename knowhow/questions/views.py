"""問いかけ集: the list for everybody, and taking questions for curators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.forms import page_number
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from knowhow.filters import Chosen, chosen_of, links, step_choices
from knowhow.models import Question, QuestionQuerySet, Reaction
from knowhow.models.questions import TEXT_LENGTH
from knowhow.people import may_edit
from knowhow.questions import services
from knowhow.questions.forms import QuestionForm
from knowhow.questions.shown import shown_questions
from knowhow.views.doors import curator_required

PAGE_SIZE = 20
WORDS = 100  # characters of a search


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Questions out of cases that the reader may read, by step, reaction and words."""
    chosen, url = _chosen(request), reverse("questions")
    pages = Paginator(_filtered(Question.objects.visible_to(request.user), chosen).newest(), PAGE_SIZE)
    page = pages.get_page(page_number(request.GET.get("page")))
    context = {
        "page": page,
        "rows": shown_questions(page.object_list),
        "groups": [
            (_("Support step"), links(url, "step", step_choices(), chosen)),
            (_("Reaction"), links(url, "reaction", list(Reaction.choices), chosen)),
        ],
        "chosen": chosen,
        "hidden": [(name, value) for name, value in chosen.items() if name != "q"],
        "query": urlencode(chosen),
        "may_edit": may_edit(request.user),
    }
    return render(request, "knowhow/questions/list.html", context)


def _chosen(request: HttpRequest) -> Chosen:
    """Step, reaction and words of the address, as far as they mean something."""
    found = chosen_of(request.GET, {"step": terms.scheme("step"), "reaction": Reaction.values})
    words = " ".join(request.GET.get("q", "").split())[:WORDS]
    return {**found, **({"q": words} if words else {})}


def _filtered(found: QuestionQuerySet, chosen: Chosen) -> QuestionQuerySet:
    if "step" in chosen:
        found = found.of_step(chosen["step"])
    if "reaction" in chosen:
        found = found.filter(reaction=chosen["reaction"])
    return found.with_words(chosen.get("q", ""))


# --- Curators -----------------------------------------------------------------------------------------------------------
@require_POST
@curator_required
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    """One press beside a question of a case: POST `row`, `words` and `reaction`."""
    cases = CaseStudy.objects.visible_to(request.user).prefetch_related("terms", "rows")
    case = get_object_or_404(cases, public_id=public_id)
    row, words, reaction = (_posted(request, name) for name in ("row", "words", "reaction"))
    if reaction in Reaction.values and len(words) <= TEXT_LENGTH:
        try:
            services.take(case, row, words, reaction, request.user)
            messages.success(request, _("The question is in the question bank."))
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
    return redirect(f"{case.get_absolute_url()}#take-questions")


def _posted(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n")  # browsers send line ends as two characters


def _question(request: HttpRequest, public_id: str) -> Question:
    found = Question.objects.visible_to(request.user).select_related("case")
    return get_object_or_404(found.prefetch_related("case__terms", "case__rows"), public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose other words or another reaction."""
    question = _question(request, public_id)
    form = QuestionForm(question, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.revise(question, form.cleaned_data["words"], form.cleaned_data["reaction"], request.user)
        except NotPossible as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("The change was saved."))
            return redirect("questions")
    crumbs = [(_("Know-how"), reverse("knowhow")), (_("Question bank"), reverse("questions")), (_("Change"), "")]
    context = {"question": question, "form": form, "crumbs": crumbs}
    return render(request, "knowhow/questions/edit.html", context, status=422 if form.errors else 200)


@require_POST
@curator_required
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Out of the question bank."""
    services.remove(_question(request, public_id), request.user)
    messages.success(request, _("The question was taken out of the question bank."))
    return redirect("questions")
