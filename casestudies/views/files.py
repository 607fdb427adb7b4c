"""Pictures and documents of a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bansou.accounts.doors import member_required
from casestudies.forms.section import LONG, SectionForm
from casestudies.forms.small import FileForm
from casestudies.services import files
from casestudies.services.drafts import NotEditable
from casestudies.views import formpage
from casestudies.views.guards import own_case


@require_POST
@member_required
def add_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a file into the draft."""
    case = own_case(request, public_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        values = form.cleaned_data
        try:
            files.add_file(case, values["file"], request.user, values["alt"], values["caption"])
            messages.success(request, _("The file was added."))
            return redirect("case-section", public_id, "files")
        except files.BadFile as bad:
            form.add_error("file", str(bad))
        except NotEditable:
            return formpage.locked(request, case, status=409)
    page = SectionForm(case.draft, "files", None, LONG)
    return formpage.show(request, case, page, status=422, file_form=form)


@require_POST
@member_required
def remove_file(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Take a file out of the draft."""
    case = own_case(request, public_id)
    try:
        files.remove_file(case, key, request.user)
        messages.success(request, _("The file was removed."))
    except NotEditable:
        return formpage.locked(request, case, status=409)
    return redirect("case-section", public_id, "files")
