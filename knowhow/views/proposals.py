"""Proposals for change: a member's form, its page, the curators' answer."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from bansou.public_id import new_public_id
from casestudies.services.refusal import NotPossible
from knowhow.content import TEXTS
from knowhow.models import Article, Proposal
from knowhow.people import may_edit
from knowhow.proposals import services
from knowhow.proposals.forms import AnswerForm, ProposalForm
from knowhow.views.doors import curator_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def propose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what one would change in a published article."""
    article = get_object_or_404(Article.objects.visible_to(request.user), public_id=public_id)
    posted = request.method == "POST"
    form = ProposalForm(request.POST if posted else None, initial={"part": request.GET.get("part", "")[:20]})
    if posted and form.is_valid():
        proposal = services.propose(article, request.user, form.cleaned_data, request.POST.get("once", ""))
        messages.success(request, _("Thank you. The curators were told, and you hear from them."))
        return redirect(proposal)
    context = {"article": article, "form": form, "once": new_public_id()}
    return render(request, "knowhow/propose.html", context, status=422 if posted else 200)


@never_cache
@require_safe
@member_required
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One proposal, for whoever wrote it and for curators."""
    return _show(request, _proposal(request, public_id))


def _proposal(request: HttpRequest, public_id: str) -> Proposal:
    readable = services.readable_to(request.user).select_related("article__latest_revision", "by", "answered_by")
    return get_object_or_404(readable, public_id=public_id)


def _show(request: HttpRequest, proposal: Proposal, status: int = 200, **forms: forms.Form) -> HttpResponse:
    context = {
        "proposal": proposal,
        "part": TEXTS.get(proposal.part, _("The article as a whole")),
        "may_answer": may_edit(request.user) and not proposal.answer,
        "may_edit": may_edit(request.user),
        "accept_form": AnswerForm(),
        "decline_form": AnswerForm(needs_reason=True),
        **forms,
    }
    return render(request, "knowhow/proposal.html", context, status=status)


@require_POST
@curator_required
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the words into the draft."""
    proposal, form = _proposal(request, public_id), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, proposal, 422, accept_form=form)
    try:
        article = services.accept(proposal, request.user, form.cleaned_data["note"])
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return _show(request, _proposal(request, public_id), 409, accept_form=form)
    messages.success(request, _("The member was told. The words stand in the draft; please look at them there."))
    return redirect(f"{reverse('knowhow-edit', args=[article.public_id])}#id_{proposal.part or 'claim'}")


@require_POST
@curator_required
def decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Leave the text as it is, with a reason."""
    proposal, form = _proposal(request, public_id), AnswerForm(request.POST, needs_reason=True)
    if not form.is_valid():
        return _show(request, proposal, 422, decline_form=form)
    try:
        services.decline(proposal, request.user, form.cleaned_data["note"])
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return _show(request, _proposal(request, public_id), 409, decline_form=form)
    messages.success(request, _("The member was told, with your reason."))
    return redirect("knowhow-care", proposal.article.public_id)
