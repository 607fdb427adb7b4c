"""Parts of the case form. A part edits one named value of `casestudies.content`: its fields, what they begin with, and
the value they add up to. Adding a kind of value to the form is one class here."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bansou.access import Visibility
from bansou.vocabulary import terms
from bansou.vocabulary.schemes import WALL_STATES, Scheme
from casestudies.byline import Byline
from casestudies.forms.fields import (
    HARD_LIMIT,
    NOT_A_CHOICE,
    ManyTerms,
    OneTerm,
    Words,
    dressed,
    plain_label,
    term_choices,
    text_field,
)
from casestudies.models import CaseStudy
from casestudies.models.case import PlacePrecision
from casestudies.structure import OUTCOMES, SHORT, Text
from casestudies.tags import split_tags

UNCHANGED = object()  # what a part answers when nothing usable was posted for it
MAX_TAGS = 20
RADIO_SCHEMES = {"outcome", "support_style", "duration", "legal_form", "company_size", "end_reason"}
Fields = dict[str, forms.Field]


class Part:
    """One value. `outcomes`: the kinds of case that show it; the others keep it, hidden."""

    outcomes: tuple[str, ...] = OUTCOMES

    def __init__(self, name: str, label: Any) -> None:
        self.name, self.label = name, label

    def fields(self, value: Any) -> Fields:
        """Form fields by name."""
        raise NotImplementedError

    def initial(self, value: Any) -> dict[str, Any]:
        """What the fields begin with."""
        return {self.name: value}

    def value(self, form: forms.Form, old: Any) -> Any:
        """The new value, or UNCHANGED."""
        return form.cleaned_data.get(self.name, UNCHANGED) if self.name in form.data else UNCHANGED


class TextPart(Part):
    """A declared text."""

    def __init__(self, text: Text, outcome: str) -> None:
        super().__init__(text.name, plain_label(text, outcome))
        self.text, self.outcome, self.outcomes = text, outcome, text.outcomes

    def fields(self, value: Any) -> Fields:
        return {self.name: text_field(self.text, self.outcome)}

    def value(self, form: forms.Form, old: Any) -> Any:
        """What was typed, even when it is too long to submit: a draft never loses words."""
        if self.name not in form.data:
            return UNCHANGED
        typed = str(form.fields[self.name].to_python(form.data.get(self.name)) or "")
        return typed if len(typed) <= HARD_LIMIT else UNCHANGED


class FlagPart(Part):
    """A tick."""

    def __init__(self, name: str, label: Any, outcomes: tuple[str, ...] = OUTCOMES) -> None:
        super().__init__(name, label)
        self.outcomes = outcomes

    def fields(self, value: Any) -> Fields:
        field = forms.BooleanField(label=self.label, required=False)
        return {self.name: dressed(field, mark="")}

    def value(self, form: forms.Form, old: Any) -> Any:
        return form.cleaned_data.get(self.name, UNCHANGED)


class NumberPart(Part):
    """A whole number, or nothing."""

    LIMITS = {"fiscal_year": (1950, lambda: date.today().year + 1), "visits": (0, lambda: 999)}
    HELPS = {"fiscal_year": gettext_lazy("The year in which it begins: April 2025 to March 2026 is 2025.")}

    def fields(self, value: Any) -> Fields:
        low, high = self.LIMITS[self.name]
        help_text = self.HELPS.get(self.name, "")
        return {
            self.name: forms.IntegerField(
                label=self.label, required=False, min_value=low, max_value=high(), help_text=help_text
            )
        }


class ChoicePart(Part):
    """A column with fixed choices, the one that gives least away first: it is also the one that is chosen at first."""

    CHOICES: dict[str, Any] = {
        "byline": list(reversed(Byline.choices)),
        "visibility": sorted(Visibility.choices, key=lambda choice: choice[0] != Visibility.MEMBERS),
        "place_precision": PlacePrecision.choices,
        "firm_consent": CaseStudy._meta.get_field("firm_consent").choices,
    }

    def __init__(self, name: str, label: Any, help_text: Any = "", example: Any = "") -> None:
        super().__init__(name, label)
        self.help_text, self.example = help_text, example

    def fields(self, value: Any) -> Fields:
        field = forms.ChoiceField(
            label=self.label,
            help_text=self.help_text,
            choices=self.CHOICES[self.name],
            required=False,
            widget=forms.RadioSelect(),
            error_messages={"invalid_choice": NOT_A_CHOICE},
        )
        return {self.name: dressed(field, mark="", example=self.example)}

    def value(self, form: forms.Form, old: Any) -> Any:
        return form.cleaned_data.get(self.name) or UNCHANGED


class TermPart(Part):
    """The terms of one scheme."""

    def __init__(
        self, scheme: Scheme, label: Any = "", required: bool = False, help_text: Any = "", example: Any = ""
    ) -> None:
        super().__init__(f"term-{scheme.code}", label or scheme.label)
        self.scheme, self.required, self.help_text, self.example = scheme, required, help_text, example
        self.outcomes = scheme.outcomes or OUTCOMES

    def fields(self, value: Any) -> Fields:
        chosen = tuple(code for code, _state in value)
        field: forms.Field
        if self.scheme.multiple:
            field = ManyTerms(self.scheme.code, chosen, label=self.label, help_text=self.help_text)
        else:
            radio = self.scheme.code in RADIO_SCHEMES
            field = OneTerm(
                self.scheme.code, chosen, radio, mandatory=self.required, label=self.label, help_text=self.help_text
            )
        mark = "required" if self.required else ""
        return {self.name: dressed(field, mark=mark, example=self.example)}

    def initial(self, value: Any) -> dict[str, Any]:
        codes = [code for code, _state in value]
        return {self.name: codes if self.scheme.multiple else next(iter(codes), "")}

    def value(self, form: forms.Form, old: Any) -> Any:
        found = form.cleaned_data.get(self.name, UNCHANGED)
        if found is UNCHANGED or (not self.scheme.multiple and self.name not in form.data):
            return UNCHANGED
        codes = found if self.scheme.multiple else [found] * bool(found)
        return [[code, ""] for code in codes]


class StepPart(Part):
    """The main step, and on the long form the other ones."""

    def __init__(self, with_others: bool) -> None:
        super().__init__("term-step", _("The support step you most want to tell of"))
        self.with_others = with_others

    def fields(self, value: Any) -> Fields:
        chosen = tuple(code for code, _state in value)
        main = forms.ChoiceField(
            label=self.label,
            help_text=_("Choose the one scene that the story is about."),
            choices=term_choices("step", chosen),
            widget=forms.RadioSelect(),
            required=False,
            error_messages={"invalid_choice": NOT_A_CHOICE},
        )
        dressed(main, mark="required", example=_("④ Making it click"))
        if not self.with_others:
            return {"main_step": main}
        others = ManyTerms("step", chosen, label=_("Other steps"), help_text=_("Steps that the case touches as well."))
        return {"main_step": main, "other_steps": others}

    def initial(self, value: Any) -> dict[str, Any]:
        codes = [code for code, _state in value]
        return {"main_step": codes[0] if codes else "", "other_steps": codes[1:]}

    def value(self, form: forms.Form, old: Any) -> Any:
        if "main_step" in form.errors or "other_steps" in form.errors:
            return UNCHANGED
        before = [code for code, _state in old]
        main = form.cleaned_data.get("main_step") or next(iter(before), "")
        others = form.cleaned_data["other_steps"] if self.with_others else before[1:]
        codes = [main] * bool(main) + [code for code in others if code != main]
        return [[code, ""] for code in codes]


class WallPart(Part):
    """The five walls, each with what became of it."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__(f"term-{scheme.code}", scheme.label)
        self.scheme = scheme

    def _names(self, value: Any) -> dict[str, terms.TermInfo]:
        chosen = tuple(code for code, _state in value)
        return {f"{self.name}-{term.code}": term for term in terms.offered(self.scheme.code, chosen)}

    def fields(self, value: Any) -> Fields:
        states = [("", _("Not met")), *WALL_STATES.items()]
        return {
            name: forms.ChoiceField(
                label=term.label,
                help_text=term.description,
                choices=states,
                required=False,
                error_messages={"invalid_choice": NOT_A_CHOICE},
            )
            for name, term in self._names(value).items()
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}-{code}": state or "met" for code, state in value}

    def value(self, form: forms.Form, old: Any) -> Any:
        before = dict(old)
        found = []
        for name, term in self._names(old).items():
            state = form.cleaned_data.get(name, "") if name in form.data else before.get(term.code, "")
            if state:
                found.append([term.code, state])
        return found


class TagsPart(Part):
    """Free tags on one line."""

    def __init__(self) -> None:
        super().__init__("tags", _("Tags"))

    def fields(self, value: Any) -> Fields:
        help_text = _("Free words, separated by “、”. At most %(n)s.") % {"n": MAX_TAGS}
        return {"tags": Words(limit=400, label=self.label, help_text=help_text, example=_("family firm, shift work"))}

    def initial(self, value: Any) -> dict[str, Any]:
        return {"tags": "、".join(value)}

    def value(self, form: forms.Form, old: Any) -> Any:
        if "tags" not in form.data or "tags" in form.errors:
            return UNCHANGED
        tags = split_tags(form.cleaned_data["tags"])[:MAX_TAGS]
        # The same tags in another order, or as another tag table spells them, are no change.
        return old if sorted(map(str.casefold, tags)) == sorted(map(str.casefold, old)) else tags


class FilesPart(Part):
    """Description and caption of every file; adding and removing files are acts of their own."""

    def __init__(self) -> None:
        super().__init__("files", _("Pictures and documents"))

    def fields(self, value: Any) -> Fields:
        found: Fields = {}
        for entry in value:
            alt = Words(limit=SHORT, label=_("Description in words (needed for pictures)"))
            found[f"files-{entry['key']}-alt"] = dressed(alt, mark="")
            found[f"files-{entry['key']}-caption"] = Words(limit=SHORT, label=_("Caption"))
        return found

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"files-{entry['key']}-{name}": entry[name] for entry in value for name in ("alt", "caption")}

    def value(self, form: forms.Form, old: Any) -> Any:
        def text(entry: dict[str, str], name: str) -> str:
            field = f"files-{entry['key']}-{name}"
            return form.cleaned_data.get(field, entry[name]) if field in form.data else entry[name]

        return [{"key": entry["key"], "alt": text(entry, "alt"), "caption": text(entry, "caption")} for entry in old]
