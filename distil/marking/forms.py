"""Forms of marks."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casestudies.forms.fields import HARD_LIMIT, Words
from casestudies.models import CaseStudy
from distil.codebook.tree import Codebook, Node
from distil.marking.texts import texts_of
from distil.models import Code, Mark
from distil.models.codebook import NAME
from distil.models.marks import MEMO, QUOTE
from knowhow.quotes import place_value, places_of


class CodesField(forms.TypedMultipleChoiceField):
    """Any number of codes in use; `nodes` for the template, in the codebook's order."""

    def __init__(self, book: Codebook, also: tuple[Code, ...] = (), **kwargs: Any) -> None:
        self.nodes = [*book.nodes(), *(Node(code, 1, book.path(code.pk)) for code in also if not code.is_active)]
        by_id = {node.code.public_id: node.code for node in self.nodes}
        choices = [(public_id, code.name) for public_id, code in by_id.items()]
        super().__init__(choices=choices, coerce=by_id.get, required=False, label=_("Codes"), **kwargs)


class MarkForm(forms.Form):
    """Words of a case, their place, codes, a new code, a memo. `before` comes from the script: what stands before
    the words."""

    quote = Words(
        limit=QUOTE,
        rows=3,
        required=True,
        label=gettext_lazy("Words of the case"),
    )
    before = forms.CharField(required=False, widget=forms.HiddenInput, max_length=HARD_LIMIT, strip=False)
    new_code = Words(limit=NAME, label=gettext_lazy("Or a new code"))
    memo = Words(limit=MEMO, rows=2, label=gettext_lazy("Memo"))

    def __init__(self, data: Any, case: CaseStudy, book: Codebook) -> None:
        super().__init__(data, label_suffix="", auto_id="mark-%s")
        self.fields["quote"].error_messages["required"] = _("Please choose or paste the words.")
        markable = {place_value(p.section, p.row) for p in texts_of(case)}
        places = [(place.value, place.label) for place in places_of(case) if place.value in markable]
        self.fields["place"] = forms.ChoiceField(
            choices=[("", _("Look for the words in the whole case")), *places],
            required=False,
            label=_("Where they stand"),
        )
        self.fields["codes"] = CodesField(book)

    def clean_before(self) -> str:
        """Only what an anchor keeps; control characters cannot stand in a case."""
        return self.cleaned_data["before"].replace("\r\n", "\n")[-24:]

    def clean(self) -> dict[str, Any]:
        """At least one code, old or new."""
        cleaned = super().clean() or {}
        if not cleaned.get("codes") and not cleaned.get("new_code") and "new_code" not in self.errors:
            self.add_error("codes", _("Please choose a code."))
        return cleaned


class ChangeForm(forms.Form):
    """Codes and memo of a mark. `base`: what they were when the form was opened."""

    memo = Words(limit=MEMO, rows=4, label=gettext_lazy("Memo"))
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, mark: Mark, base: str, book: Codebook) -> None:
        codes = tuple(coding.code for coding in mark.codings.all())
        initial = {"memo": mark.memo, "base": base, "codes": [code.public_id for code in codes]}
        super().__init__(data, initial=initial, label_suffix="", auto_id="mark-%s")
        self.fields["codes"] = CodesField(book, codes)


class PlaceForm(forms.Form):
    """Other words for a lost mark."""

    quote = Words(limit=QUOTE, rows=3, required=True, label=gettext_lazy("Words of the case"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="again-%s")
        self.fields["quote"].error_messages["required"] = _("Please choose or paste the words.")
