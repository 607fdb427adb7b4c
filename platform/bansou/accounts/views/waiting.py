"""Where an account stands that nobody approved yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bansou.accounts.doors import account_required
from bansou.accounts.forms.profile import ApplyForm
from bansou.accounts.services import apply_again
from bansou.accounts.services.joining import applied_to


@account_required
@require_http_methods(["GET", "HEAD", "POST"])
def pending(request: HttpRequest) -> HttpResponse:
    """What the account waits for and what is possible meanwhile; the organisation can be corrected here."""
    if request.user.is_approved:
        return redirect("/")
    applied = applied_to(request.user)
    form = ApplyForm(request.POST or None, initial={"organisation": applied})
    if request.method == "POST" and form.is_valid():
        apply_again(request.user, form.cleaned_data["organisation"])
        messages.success(request, _("Thank you. We told those who check it."))
        return redirect("account-pending")
    context = {"form": form, "applied": applied, "next": safe_next(request)}
    return render(request, "accounts/pending.html", context)


def safe_next(request: HttpRequest) -> str:
    """The page on this site that the person was going to, or ''."""
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, None) and target.startswith("/") else ""
