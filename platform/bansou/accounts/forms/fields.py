"""Fields that the forms about people share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bansou.accounts.models import Organisation
from bansou.forms import CleanText
from bansou.vocabulary import terms

# A list of suggestions inside the page; beyond it htmx asks while one types, and the exact name always works.
SUGGESTIONS = 300
Choices = list[tuple[Any, Any]]


def term_choices(scheme: str, empty: bool = True) -> Callable[[], Choices]:
    """Choices of a scheme, children grouped under their parent, read anew for every form."""

    def choices() -> Choices:
        offered = terms.offered(scheme)
        parents = {term.parent for term in offered if term.parent_scheme == scheme}
        found: Choices = [("", _("Please choose"))] if empty else []
        for term in offered:
            if term.code in parents:
                found.append((term.label, [(t.code, t.label) for t in offered if t.parent == term.code]))
            elif term.parent not in parents:
                found.append((term.code, term.short if scheme == "step" else term.label))
        return found

    return choices


class TermChoice(forms.ChoiceField):
    """One term of a scheme; its value is the code, '' when nothing was chosen."""

    def __init__(self, scheme: str, **kwargs: Any) -> None:
        super().__init__(choices=term_choices(scheme), **kwargs)


class TermChoices(forms.MultipleChoiceField):
    """Several terms of a scheme as check boxes."""

    def __init__(self, scheme: str, **kwargs: Any) -> None:
        super().__init__(
            choices=term_choices(scheme, empty=False), required=False, widget=forms.CheckboxSelectMultiple, **kwargs
        )


class Suggest(forms.TextInput):
    """A text input with a list of suggestions: works without JavaScript, asks the server when the list is long."""

    template_name = "accounts/_suggest.html"

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        """By the site's template loader: the forms' own knows Django's templates only."""
        return render_to_string(template_name, context)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the names; `more` when there are too many for the page."""
        names = list(Organisation.objects.listed().values_list("name", flat=True)[: SUGGESTIONS + 1])
        context = super().get_context(name, value, attrs)
        return {**context, "names": names[:SUGGESTIONS], "more": len(names) > SUGGESTIONS}


class ShortText(CleanText):
    """A line with a limit that nobody needs to count: it is checked, not shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = None
        self.widget.attrs.pop("maxlength", None)


class OrganisationName(ShortText):
    """The name of an organisation, in the list or not; width and blanks do not matter.

    `known=True` refuses a name that is not in the list. Value: the name as the list writes it, else as typed.
    """

    widget = Suggest

    def __init__(self, known: bool = False, **kwargs: Any) -> None:
        self.known = known
        kwargs.setdefault("label", _("Organisation"))
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The name; ValidationError for an unknown one where only known ones will do."""
        name = super().clean(value)
        found = Organisation.objects.listed().named(name)
        if self.known and name and not found:
            raise ValidationError(_("This organisation is not in the list. Please choose from the suggestions."))
        return found.name if found else name
