"""Form fields of the case form and what their labels, helps and examples say for each kind of case."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bansou.forms import CleanText
from bansou.vocabulary import terms
from casestudies.structure import OUTCOMES, Text, example_of, help_of, label_of

HARD_LIMIT = 20_000  # characters; a text longer than its own limit is kept in the draft, one longer than this is not
TOO_LONG = gettext_lazy("Please shorten this to %(limit_value)s characters (%(show_value)s now).")
NOT_A_CHOICE = gettext_lazy("Please choose one of the values offered.")


class Words(CleanText):
    """A text with an example, counted against `max_length`. Widget and limit come from the declaration."""

    def __init__(self, *, limit: int, rows: int = 1, example: Any = "", **kwargs: Any) -> None:
        attrs = {"rows": rows} if rows > 1 else {}
        kwargs.setdefault("widget", forms.Textarea(attrs) if rows > 1 else forms.TextInput())
        kwargs.setdefault("required", False)
        super().__init__(max_length=limit, error_messages={"max_length": TOO_LONG}, **kwargs)
        self.example = example


def dressed(field: forms.Field, **said: Any) -> forms.Field:
    """The field with what the `field` tag reads from it: `mark` ("required", "optional" or "" for none), `example`."""
    for name, value in said.items():
        setattr(field, name, value)
    return field


def per_kind(value_of: Callable[[str], Any], outcomes: Iterable[str], now: str) -> Any:
    """What a text says for each kind of case: one value when they agree, else all of them, the others hidden.

    The script shows the ones that belong to the kind being chosen; without it the server does.
    """
    groups: dict[str, list[str]] = {}
    for outcome in outcomes:
        groups.setdefault(str(value_of(outcome)), []).append(outcome)
    if len(groups) == 1:
        return next(iter(groups))
    shown = now if any(now in kinds for kinds in groups.values()) else next(iter(outcomes), "")
    return format_html_join(
        "",
        '<span data-outcomes="{}"{}>{}</span>',
        (
            (" ".join(kinds), "" if shown in kinds else SafeString(" hidden"), SafeString(value))
            for value, kinds in groups.items()
        ),
    )


def mark(required: bool) -> SafeString:
    """The word “required” or “optional” inside a label."""
    if required:
        return format_html(' <span class="req">{}</span>', _("Required"))
    return format_html(' <span class="opt">{}</span>', _("Optional"))


def text_field(text: Text, outcome: str) -> forms.Field:
    """The field of a declared text. A mandatory one says for which kinds of case it is."""

    def label(kind: str) -> SafeString:
        said = mark(kind in text.required_for) if text.section == "basics" else ""
        return format_html("{}{}", label_of(text, kind), said)

    field = Words(
        limit=text.limit,
        rows=text.rows,
        label=per_kind(label, text.outcomes, outcome),
        help_text=per_kind(lambda kind: _escaped(help_of(text, kind)), text.outcomes, outcome),
        example=per_kind(lambda kind: _escaped(example_of(text, kind)), text.outcomes, outcome),
    )
    return dressed(field, mark="")


def _escaped(value: Any) -> SafeString:
    return format_html("{}", value)


def plain_label(text: Text, outcome: str) -> str:
    """The label without marks, for summaries and lists."""
    return str(label_of(text, outcome or OUTCOMES[0]))


# --- Vocabulary ---------------------------------------------------------------------------------------------------
def term_choices(scheme: str, chosen: tuple[str, ...] = (), described: bool = False) -> list[tuple[Any, Any]]:
    """Choices of a scheme; grouped where terms have parents. `described` puts the description behind the label."""
    offered = terms.offered(scheme, chosen)
    if scheme == "step":
        return [(t.code, _option(f"{chr(0x245F + int(t.code))} {t.short}", t.description)) for t in offered]
    groups: dict[tuple[str, str], list[terms.TermInfo]] = {}
    parents = {(t.parent_scheme, t.parent) for t in offered if t.parent}
    for term in offered:
        own = (term.scheme, term.code)
        groups.setdefault(own if own in parents else (term.parent_scheme, term.parent), []).append(term)
    choices: list[tuple[Any, Any]] = []
    for (parent_scheme, parent), members in groups.items():
        options = [(t.code, _option(t.label, t.description if described else "")) for t in members]
        choices += [(terms.short(parent_scheme, parent), options)] if parent else options
    return choices


def _option(label: str, description: str) -> Any:
    if not description:
        return label
    return format_html('<span>{}<small class="muted">{}</small></span>', label, f" {description}")


def blank(label: Any) -> list[tuple[str, Any]]:
    """The empty choice of a select."""
    return [("", label)]


class OneTerm(forms.ChoiceField):
    """One term of a scheme, or none: a select, or radio buttons for a few terms."""

    def __init__(self, scheme: str, chosen: tuple[str, ...] = (), radio: bool = False, **kwargs: Any) -> None:
        choices = term_choices(scheme, chosen, described=radio)
        if not radio:
            choices = blank(_("Please choose")) + choices
        elif not kwargs.pop("mandatory", False):
            choices = [*choices, ("", _("Not chosen"))]
        kwargs.pop("mandatory", None)
        super().__init__(
            choices=choices,
            required=False,
            widget=forms.RadioSelect() if radio else forms.Select(),
            error_messages={"invalid_choice": NOT_A_CHOICE},
            **kwargs,
        )


class ManyTerms(forms.MultipleChoiceField):
    """Any number of terms of a scheme."""

    def __init__(self, scheme: str, chosen: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(
            choices=term_choices(scheme, chosen),
            required=False,
            widget=forms.CheckboxSelectMultiple(),
            error_messages={"invalid_choice": NOT_A_CHOICE, "invalid_list": NOT_A_CHOICE},
            **kwargs,
        )
