"""What a case was chosen for, on its page."""

from typing import Any

from django import template
from django.template.context import Context

from bansou.access import is_member
from casestudies.models import CaseStudy
from knowhow.models import Entry

register = template.Library()


@register.inclusion_tag("knowhow/calls/_awards.html", takes_context=True)
def awards_of(context: Context, case: CaseStudy) -> dict[str, Any]:
    """Awards of a case that the reader reads just now; the way to their calls for members. One query."""
    entries = Entry.objects.chosen().filter(case=case.pk).select_related("call")
    return {"entries": entries, "is_member": is_member(context["request"].user)}
