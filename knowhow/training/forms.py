"""The forms of a package, a session, feedback."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casestudies.forms.fields import NOT_A_CHOICE, ManyTerms, OneTerm, Words, dressed
from knowhow.models import Package, TrainingSession, Usefulness
from knowhow.training.services import Values

LONGEST = timedelta(hours=24)
FARTHEST = timedelta(days=730)  # a later date is a slip of the keyboard
MOST_SEATS = 2000
ANSWER = 1000  # characters
WEB_ADDRESS = _("Please give an address that begins with https://.")


def web_address(label: Any, help_text: Any = "", required: bool = False) -> forms.Field:
    """A field for an address of the web."""
    field = forms.URLField(
        label=label, help_text=help_text, required=required, max_length=300, assume_scheme="https",
        error_messages={"required": WEB_ADDRESS, "invalid": WEB_ADDRESS},
    )  # fmt: skip
    field.validators = [URLValidator(schemes=["http", "https"], message=WEB_ADDRESS), *field.validators[1:]]
    return dressed(field, mark="")


class PackageForm(forms.Form):
    """What a package is for. Only the title is needed to keep a draft."""

    title = Words(limit=80, required=True, label=_("Title of the training"))
    aim = Words(limit=600, rows=3, label=_("Aim"), help_text=_("What those who took part can do afterwards."))
    for_whom = Words(limit=120, label=_("For whom"), example=_("Advisors in their first three years"))
    note = Words(
        limit=4000, rows=5, label=_("Facilitator's notes"),
        help_text=_("Only whoever makes training sees them: preparation, how to lead through the day."),
    )  # fmt: skip
    feedback_questions = Words(
        limit=1000, rows=3, label=_("Questions for feedback"),
        help_text=_("One per line. How useful it was is asked anyway."),
    )  # fmt: skip

    def __init__(self, values: Values, data: Any = None) -> None:
        main, *others = values.get("steps") or [""]
        super().__init__(data, initial={**values, "main_step": main, "other_steps": others}, label_suffix="")
        chosen = tuple(values.get("steps", ()))
        self.fields["main_step"] = OneTerm("step", chosen, label=_("Step that it is about"))
        self.fields["other_steps"] = ManyTerms("step", chosen, label=_("Other steps"))
        self.fields["title"].error_messages["required"] = _("Please give the training a title.")
        for name, field in self.fields.items():
            field.mark = "required" if name in ("title", "aim") else ""
        self.order_fields(["title", "aim", "for_whom", "main_step", "other_steps", "note", "feedback_questions"])

    def content(self) -> Values:
        """The values as services.TEXTS names them; call after is_valid()."""
        data = dict(self.cleaned_data)
        main, others = data.pop("main_step"), data.pop("other_steps")
        return {**data, "steps": list(dict.fromkeys(filter(None, [main, *others])))}


def _moment(label: Any) -> forms.Field:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]
    wrong = _("Please give date and time, such as 2026-12-04 14:00.")
    errors = {"required": wrong, "invalid": wrong}
    return dressed(forms.DateTimeField(label=label, widget=widget, input_formats=formats, error_messages=errors),
                   mark="required")  # fmt: skip


class SessionForm(forms.Form):
    """When, where, for how many."""

    starts_at = _moment(_("Begins at"))
    ends_at = _moment(_("Ends at"))
    place = Words(
        limit=120, label=pgettext_lazy("training", "Place"), help_text=_("Leave it empty when it is online only.")
    )
    link = web_address(_("Link to take part"), _("Only those who signed up see it."))
    capacity = dressed(
        forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, initial=20), mark="required"
    )
    note = Words(limit=600, rows=3, label=_("What to know"), help_text=_("What to bring or to read before."))

    def __init__(self, session: TrainingSession | None = None, data: Any = None) -> None:
        initial = {name: getattr(session, name) for name in self.base_fields} if session else {}
        super().__init__(data, initial=initial, label_suffix="")
        self.session = session
        for name in ("place", "note"):
            self.fields[name].mark = ""

    def clean(self) -> Values:
        """The end comes after the beginning, a new date is not in the past, and people know where to go."""
        data = self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and not timedelta(0) < ends - starts <= LONGEST:
            self.add_error("ends_at", _now("The end must come after the beginning, within a day."))
        if starts and starts <= timezone.now() and (self.session is None or starts != self.session.starts_at):
            self.add_error("starts_at", _now("This date is in the past."))
        if starts and starts > timezone.now() + FARTHEST:
            self.add_error("starts_at", _now("Please give a date within two years."))
        if not data.get("place") and not data.get("link") and "link" not in self.errors:
            self.add_error("place", _now("Please give a place or a link."))
        return data


class FeedbackForm(forms.Form):
    """How useful it was, and the package's own questions (`answer-0` …)."""

    useful = forms.TypedChoiceField(
        label=_("Does it help in your work?"), choices=Usefulness.choices, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": NOT_A_CHOICE, "invalid_choice": NOT_A_CHOICE},
    )  # fmt: skip

    def __init__(self, package: Package, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.asked = package.lines("feedback_questions")
        dressed(self.fields["useful"], mark="required")
        for number, question in enumerate(self.asked):
            self.fields[f"answer-{number}"] = dressed(Words(limit=ANSWER, rows=3, label=question), mark="optional")

    def answers(self) -> list[dict[str, str]]:
        """What was written, with its question; call after is_valid()."""
        said = ((question, self.cleaned_data[f"answer-{n}"]) for n, question in enumerate(self.asked))
        return [{"question": question, "answer": answer} for question, answer in said if answer.strip()]


def stored_elsewhere(form: forms.Form, stored: forms.Form) -> list[tuple[Any, str]]:
    """(label, stored words) of the texts where somebody else has saved other words than the posted ones."""
    pairs = ((bound, str(stored[bound.name].value() or "")) for bound in form if isinstance(bound.field, Words))
    return [(bound.label, words) for bound, words in pairs if words != bound.field.to_python(bound.value())]
