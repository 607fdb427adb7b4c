"""What reviewers do on the review screens: each is one POST that calls one verb of services/review.py."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casestudies.checklist import CHECKS
from casestudies.forms.review import ChecklistForm, ConsentForm, ReasonForm, RemarkForm
from casestudies.models import CaseStudy, Consent, Remark
from casestudies.services import review
from casestudies.views.review import render_case
from casestudies.views.review_doors import View, back_to, case_to_hide, on_case, task_shown


def act(view: View) -> View:
    """An act on a case that the reviewer may look at."""
    return require_POST(on_case(view))


def guard(view: View) -> View:
    """An act on any case that was published, for those who answer for what is public."""
    return require_POST(on_case(view, case_to_hide))


@act
def assign(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Take the case, or take it over."""
    review.assign(case, request.user, task_shown(request))
    messages.success(request, _("This case is yours now."))
    return back_to(case)


@act
def release(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Put it back."""
    review.release(case, request.user)
    messages.success(request, _("The case is back in the queue."))
    return redirect("review-queue")


@act
def remark(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Write a remark."""
    form = RemarkForm(request.POST, case=case.draft)
    if not form.is_valid():
        return render_case(request, case, remark_form=form)
    review.add_remark(case, request.user, form.anchor, form.cleaned_data["text"], form.cleaned_data["severity"])
    messages.success(request, _("The remark was kept. The author sees it when you decide."))
    return back_to(case, "remarks")


@act
def remark_delete(request: HttpRequest, case: CaseStudy, pk: int) -> HttpResponse:
    """Take an unsent remark back."""
    review.delete_remark(get_object_or_404(Remark, pk=pk, case=case), request.user)
    return back_to(case, "remarks")


@act
def remark_settle(request: HttpRequest, case: CaseStudy, pk: int) -> HttpResponse:
    """An earlier remark is settled."""
    review.settle_remark(get_object_or_404(Remark, pk=pk, case=case), request.user)
    return back_to(case, "remarks")


@act
def checklist(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Save the ticks."""
    form = ChecklistForm(request.POST)
    form.is_valid()
    values = form.cleaned_data
    saved = review.save_checklist(case, request.user, values["ticked"], values["kept"], task_shown(request))
    left = _("Saved. %(left)s points are open.") % {"left": len(CHECKS) - len(saved.checklist)}
    messages.success(request, _("The checklist is complete.") if saved.complete else left)
    return back_to(case, "checklist")


@act
def consent(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Record a consent."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return render_case(request, case, consent_form=form)
    review.record_consent(case, request.user, **form.cleaned_data)
    messages.success(request, _("The consent was recorded."))
    return back_to(case, "consent")


@act
def consent_withdraw(request: HttpRequest, case: CaseStudy, pk: int) -> HttpResponse:
    """A party took its consent back."""
    ended = review.withdraw_consent(get_object_or_404(Consent, pk=pk, case=case), request.user)
    text = _("The consent is withdrawn, and the publication has ended.") if ended else _("The consent is withdrawn.")
    messages.success(request, text)
    return back_to(case, "consent")


@act
def approve(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """確認済みにする."""
    after = review.approve(case, request.user, task_shown(request))
    text = _("Checked. The content is checked next.") if review.running_task(after) else _("Checked and published.")
    messages.success(request, text)
    return redirect("review-queue")


@act
def request_update(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """更新のお願い."""
    form = ReasonForm(request.POST, auto_id="update_%s")
    if not form.is_valid():
        return render_case(request, case, update_form=form)
    review.request_update(case, request.user, form.cleaned_data["reason"])
    messages.success(request, _("The author was asked for an update."))
    return back_to(case)


@guard
def hide(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """緊急に非公開にする."""
    form = ReasonForm(request.POST, auto_id="hide_%s")
    if not form.is_valid():
        return render_case(request, case, hide_form=form)
    review.emergency_hide(case, request.user, form.cleaned_data["reason"])
    messages.success(request, _("The case is hidden from every page, search and count. Its author was told."))
    return back_to(case)


@guard
def unhide(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Show it again."""
    review.unhide(case, request.user)
    messages.success(request, _("The case is shown again."))
    return back_to(case)
