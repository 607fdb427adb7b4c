"""Requests for cases on pages of the apps below."""

from typing import Any

from django import template

from search.models import CaseRequest
from search.requests.services import writing_url
from search.saved.words import conditions
from search.state import parse_query_string

register = template.Library()
SHOWN = 5


@register.inclusion_tag("search/requests/_open.html")
def open_case_requests() -> dict[str, Any]:
    """The newest open requests: their conditions and where to begin a case for them; nothing of who asked. One query."""
    states = [parse_query_string(request.query) for request in CaseRequest.objects.open()[:SHOWN]]
    return {"rows": [{"conditions": conditions(state), "writing_url": writing_url(state)} for state in states]}
