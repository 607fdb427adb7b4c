"""The small forms beside the case form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casestudies.forms.fields import NOT_A_CHOICE, Words, dressed
from casestudies.forms.parts import ChoicePart
from casestudies.models import CaseStudy
from casestudies.models.writing import SUITABILITY_ANSWERS
from casestudies.structure import MEDIUM, SHORT
from casestudies.suitability import QUESTIONS


class MemoForm(forms.Form):
    """ひとことメモ."""

    memo = Words(
        limit=MEDIUM,
        rows=4,
        required=True,
        label=_("What happened today?"),
        help_text=_("One line is enough. Only you can see it."),
        example=_("When I asked about the machine, the owner spoke of the son for the first time"),
    )


class AnswerForm(forms.Form):
    """The answer to one question after submission."""

    def __init__(self, question: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = Words(limit=question.limit, rows=4, required=True, label=question.text)
        self.fields["answer"] = dressed(answer, mark="")


class ReasonForm(forms.Form):
    """Why a publication ends. The reason is public."""

    reason = Words(
        limit=SHORT,
        label=_("Reason (shown to readers)"),
        help_text=_("It stands on the page that readers find instead of the case. You can leave it empty."),
    )


class SettingsForm(forms.Form):
    """How a published case is shown."""

    LABELS = (
        ("byline", _("How you are named")),
        ("visibility", _("Visibility")),
        ("place_precision", _("How exactly the place is shown")),
    )

    def __init__(self, case: CaseStudy, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(case, name) for name, _label in self.LABELS}, label_suffix="")
        for name, label in self.LABELS:
            self.fields[name] = ChoicePart(name, label).fields("")[name]
            self.fields[name].required = True


class FileForm(forms.Form):
    """A picture or document to add."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A picture (JPEG, PNG, WebP, GIF) or a document (pdf, docx, xlsx, pptx) of at most 10 MB."),
        error_messages={"required": _("Please choose a file."), "empty": _("This file is empty.")},
    )
    alt = Words(
        limit=SHORT,
        label=_("Description in words (needed for pictures)"),
        help_text=_("What the picture shows, for readers who do not see it."),
        example=_("A map of the shop: the paths of the staff cross three times at the counter"),
    )
    caption = Words(limit=SHORT, label=_("Caption"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        dressed(self.fields["alt"], mark="")


WORDS = (_("Yes"), _("Partly, or not sure"), _("Not now"))


class SuitabilityForm(forms.Form):
    """The checklist. Every answer may stay open."""

    label = Words(
        limit=80,
        label=_("Note for yourself"),
        help_text=_("So that you recognise it. Do not write the firm's name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        choices = [(code, f"{sign} {word}") for (code, sign), word in zip(SUITABILITY_ANSWERS, WORDS, strict=True)]
        for number, text in QUESTIONS.items():
            field = forms.ChoiceField(
                label=text,
                choices=choices,
                required=False,
                widget=forms.RadioSelect(),
                error_messages={"invalid_choice": NOT_A_CHOICE},
            )
            self.fields[f"q{number}"] = dressed(field, mark="")

    @property
    def answers(self) -> dict[str, str]:
        """{"1": "yes", …} of what was answered."""
        found = {number: self.cleaned_data.get(f"q{number}", "") for number in QUESTIONS}
        return {number: answer for number, answer in found.items() if answer}
