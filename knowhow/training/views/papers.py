"""Handout, slides and certificate as PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bansou import paper
from knowhow.models import Package, TrainingSession
from knowhow.training.lists import SessionPage
from knowhow.training.papers import PackagePaper, certificate_of
from knowhow.training.views.doors import on_package, on_session


@require_safe
@on_package
def handout(request: HttpRequest, package: Package) -> HttpResponse:
    """What those who take part get in hand: A4."""
    context = {"package": package, "page": PackagePaper(package, request.user)}
    name = _("%(title)s (handout)") % {"title": package.title}
    return paper.response(request, "training/paper/handout.html", context, name, f"{name}.pdf")


@require_safe
@on_package
def slides(request: HttpRequest, package: Package) -> HttpResponse:
    """What is shown on the wall: 16:9."""
    context = {"package": package, "page": PackagePaper(package, request.user)}
    name = _("%(title)s (slides)") % {"title": package.title}
    return paper.response(request, "training/paper/slides.html", context, name, f"{name}.pdf", size="16:9")


@require_safe
@on_session
def certificate(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """The reader's own certificate of attendance."""
    row = SessionPage(session, request.user).own
    if row is None or not row.has_certificate:
        raise Http404
    name = _("Certificate of attendance: %(title)s") % {"title": session.package.title}
    return paper.response(request, "training/paper/certificate.html", certificate_of(row), name, f"{name}.pdf")
