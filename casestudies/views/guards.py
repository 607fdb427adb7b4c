"""Whose case it is."""

from django.http import Http404, HttpRequest

from casestudies.models import CaseStudy


def own_case(request: HttpRequest, public_id: str) -> CaseStudy:
    """A case that the user writes; anybody else's does not exist here."""
    found = CaseStudy.objects.written_by(request.user).with_state().select_related("latest_revision", "organisation")
    case = found.filter(public_id=public_id).first()
    if case is None:
        raise Http404
    return case
