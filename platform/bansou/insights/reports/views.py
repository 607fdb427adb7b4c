"""The pages of reports, for members."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bansou import paper
from bansou.accounts.doors import member_required
from bansou.forms import page_number
from bansou.insights.models import RegularReport
from bansou.insights.reports import services

PAGE_SIZE = 50


@require_safe
@member_required
def reports(request: HttpRequest) -> HttpResponse:
    """All reports, the newest first."""
    page = Paginator(RegularReport.objects.defer("data"), PAGE_SIZE).get_page(page_number(request.GET.get("page")))
    context = {
        "rows": [(services.title_of(report), report) for report in page.object_list],
        "page": page,
        "crumbs": [(_("The PDCA board"), reverse("board")), (_("Regular reports"), "")],
    }
    return render(request, "insights/reports/list.html", context)


@require_safe
@member_required
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """One report as a PDF, with what every member may read now."""
    found = get_object_or_404(RegularReport, public_id=public_id)
    title = services.title_of(found)
    with translation.override(services.LANGUAGE):
        context = services.context_of(found)
    return paper.response(request, "insights/reports/paper.html", context, title, f"{title}.pdf")
