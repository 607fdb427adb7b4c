"""Forms of the codebook."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from casestudies.forms.fields import Words, dressed
from distil.codebook.services import LETTERS
from distil.codebook.tree import Codebook
from distil.models import Code, Colour
from distil.models.codebook import DEEPEST, DEFINITION, NAME


class CodeChoice(forms.TypedChoiceField):
    """One active code, as its path; `Code` or None. `without`: ids that are not offered."""

    def __init__(self, book: Codebook, without: set[int], deepest: int, empty: Any, **kwargs: Any) -> None:
        nodes = [n for n in book.nodes() if n.code.pk not in without and n.depth <= deepest]
        by_id = {node.code.public_id: node.code for node in nodes}
        choices = [("", empty), *((node.code.public_id, node.path) for node in nodes)]
        kwargs.setdefault("required", False)
        super().__init__(choices=choices, coerce=by_id.get, empty_value=None, **kwargs)


class CodeForm(forms.Form):
    """A code: name, what it means, colour, key, what it stands below."""

    name = Words(
        limit=NAME,
        required=True,
        label=pgettext_lazy("code", "Name"),
        example=gettext_lazy("Trust of long-serving staff"),
    )
    definition = Words(
        limit=DEFINITION,
        rows=4,
        label=gettext_lazy("Definition"),
        help_text=gettext_lazy("When it is given, and when it is not. So that two people mark the same passages."),
    )
    colour = dressed(
        forms.ChoiceField(label=gettext_lazy("Colour"), choices=Colour.choices, widget=forms.RadioSelect), mark=""
    )

    def __init__(self, data: Any = None, book: Codebook | None = None, code: Code | None = None) -> None:
        super().__init__(data, initial=_initial(code) if code else {"colour": Colour.INDIGO}, label_suffix="")
        self.fields["name"].error_messages["required"] = _("Please give the code a name.")
        book = book or Codebook()
        own = book.under(code.pk) if code else set()
        self.fields["parent"] = CodeChoice(book, own, DEEPEST - 1, _("On the top level"), label=_("Stands below"))
        self.fields["letter"] = forms.ChoiceField(
            choices=_letters(book, code),
            required=False,
            label=pgettext_lazy("code", "Key"),
            help_text=_("Pressed while words of a case are selected, it gives this code."),
        )

    def values(self) -> dict[str, Any]:
        """For `services.create` and `services.change`; call on a valid form."""
        return self.cleaned_data


def _initial(code: Code) -> dict[str, Any]:
    values = {name: getattr(code, name) for name in ("name", "definition", "colour", "letter")}
    return {**values, "parent": code.parent.public_id if code.parent else ""}


def _letters(book: Codebook, code: Code | None) -> list[tuple[str, Any]]:
    taken = {other.letter for other in book.codes.values() if other.is_active and (code is None or other.pk != code.pk)}
    return [("", _("Without a key")), *((letter, letter) for letter in LETTERS if letter not in taken)]


class MergeForm(forms.Form):
    """Which code takes over the marks."""

    def __init__(self, data: Any, book: Codebook, code: Code) -> None:
        super().__init__(data, label_suffix="")
        self.fields["into"] = CodeChoice(
            book,
            book.under(code.pk),
            DEEPEST,
            _("Please choose"),
            required=True,
            label=_("Merge into"),
            error_messages={"required": _("Please choose the code that takes over the marks.")},
        )
