"""The form of a unit: what all have, and what its kind has."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casestudies.forms.fields import Words, dressed
from knowhow.models import UnitKind
from knowhow.training.forms import web_address
from knowhow.training.picking import offered, pick
from knowhow.training.quiz import QuizRows
from knowhow.training.services import Values

LONGEST = 600  # minutes
TARGETS = {
    UnitKind.ARTICLE: (_("Know-how (number, or words of its claim)"), _("Please name the know-how.")),
    UnitKind.CASE: (_("Case (number, or words of its title)"), _("Please name the case.")),
}
LINES = {
    UnitKind.ARTICLE: (_("Questions for discussion"), _("One per line.")),
    UnitKind.CASE: (_("Questions for discussion"), _("One per line. Ask before what happened next is read.")),
    UnitKind.CHECKLIST: (_("Checklist"), _("One per line.")),
}


class UnitForm(forms.Form):
    """A unit of one kind. `target`: the article or case that the posted words name."""

    title = Words(limit=80, label=_("Title of the unit"))
    minutes = dressed(forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST, required=False), mark="")
    text = Words(
        limit=2000,
        rows=4,
        label=pgettext_lazy("training unit", "Introduction"),
        help_text=_("What to look at, and why."),
    )
    note = Words(
        limit=2000, rows=3, label=_("Facilitator's notes"),
        help_text=_("Only whoever makes training sees them."),
    )  # fmt: skip

    def __init__(self, kind: str, user: Any, values: Values, target: Any = None, data: Any = None) -> None:
        self.kind, self.user, self.target = UnitKind(kind), user, None
        named = {kind: target.public_id} if target else {}
        super().__init__(data, initial={**values, "article": "", "case": "", **named}, label_suffix="")
        if self.kind in TARGETS:
            self.fields[kind] = _target(self.kind)
        if self.kind == UnitKind.VIDEO:
            self.fields["url"] = dressed(web_address(_("Address of the video"), required=True), mark="required")
        if self.kind in LINES:
            self.fields["lines"] = _lines(self.kind)
        for name in ("title", "text", "note"):
            dressed(self.fields[name], mark="")
        self.order_fields(["article", "case", "url", "title", "minutes", "text", "lines", "note"])
        self.quiz = QuizRows(values.get("questions", []), data) if self.kind == UnitKind.QUIZ else None

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Articles or cases offered while typing."""
        return offered(self.kind, self.user) if self.kind in TARGETS else []

    def clean(self) -> Values:
        """Find what the words name."""
        data = self.cleaned_data
        if self.kind in TARGETS and data.get(self.kind):
            self.target, problem = pick(self.kind, data[self.kind], self.user)
            if problem:
                self.add_error(self.kind, problem)
        return data

    def is_valid(self) -> bool:
        """Is everything in order, the questions of a quiz too?"""
        valid = super().is_valid()
        return (self.quiz is None or self.quiz.is_valid()) and valid

    def content(self) -> Values:
        """The values as services.save_unit takes them; call after is_valid()."""
        data = dict(self.cleaned_data)
        if self.kind in TARGETS:
            data[self.kind] = self.target
        if self.quiz:
            data["questions"] = self.quiz.questions()
        return data

    def problems(self) -> list[tuple[str, str]]:
        """(sentence, where on the page) of all that is wrong."""
        found = [
            (f"{self.fields[name].label}：{messages[0]}" if name in self.fields else str(messages[0]),
             f"#{self[name].id_for_label}" if name in self.fields else "")
            for name, messages in (self.errors or {}).items()
        ]  # fmt: skip
        quiz = self.quiz.errors() if self.is_bound and self.quiz else []
        return found + [(f"{label}：{message}", f"#{place}") for label, message, place in quiz]


def _target(kind: UnitKind) -> forms.Field:
    label, missing = TARGETS[kind]
    field = Words(limit=160, required=True, label=label, widget=forms.TextInput(attrs={"list": "unit-targets"}))
    field.error_messages["required"] = missing
    return dressed(field, mark="required")


def _lines(kind: UnitKind) -> forms.Field:
    label, help_text = LINES[kind]
    needed = kind == UnitKind.CHECKLIST
    field = Words(limit=2000, rows=5, required=needed, label=label, help_text=help_text)
    field.error_messages["required"] = _now("Please write at least one line.")
    return dressed(field, mark="required" if needed else "")
