"""Questions of the question bank on the pages of steps, articles and cases."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.http import urlencode

from casestudies.models import CaseStudy
from knowhow.models import Question, Reaction
from knowhow.people import may_edit
from knowhow.questions.candidates import candidates
from knowhow.questions.shown import shown_questions

register = template.Library()
SHOWN = 4


@register.inclusion_tag("knowhow/questions/_of_step.html", takes_context=True)
def questions_of(context: Context, step: str) -> dict[str, Any]:
    """The newest questions that were asked in a step and that the reader may read. Three queries."""
    found = Question.objects.visible_to(context["request"].user).of_step(step).newest()
    rows = shown_questions(found[:SHOWN]) if step else []
    return {"rows": rows, "all_url": f"{reverse('questions')}?{urlencode({'step': step})}"}


@register.inclusion_tag("knowhow/questions/_take.html", takes_context=True)
def take_questions(context: Context, case: CaseStudy) -> dict[str, Any]:
    """For curators: the questions in the course of a case, each to be taken with one press."""
    if not may_edit(context["request"].user):
        return {"candidates": []}
    return {
        "case": case,
        "candidates": candidates(case),
        "reactions": Reaction.choices,
        "csrf_token": context.get("csrf_token"),
    }
