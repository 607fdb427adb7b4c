"""The form of a term in Wagtail's admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bansou.forms import CleanText
from bansou.vocabulary.merging import INDEXED, MergeRefused, merge, refuse_merge, regrouped
from bansou.vocabulary.models import Term
from bansou.vocabulary.schemes import BUILT_IN, SCHEMES

FIELDS = ("scheme", "code", "label", "short_label", "alt_labels", "description", "parent", "sort_order", "active")


class TermChoice(forms.ModelChoiceField):
    """A term with its scheme, because labels repeat between schemes."""

    def label_from_instance(self, obj: Any) -> str:
        """「業種：製造業」."""
        return f"{obj.get_scheme_display()}：{obj.label}"


def parents_in(scheme: str) -> QuerySet[Term]:
    """The terms that may be above those of a scheme."""
    return Term.objects.filter(scheme=SCHEMES[scheme].parent or scheme, merged_into=None)


class NewTermForm(forms.ModelForm):
    """A new term: here scheme and code are chosen for good."""

    label = CleanText(label=_("label"), max_length=120)
    short_label = CleanText(label=_("short label"), max_length=60, required=False)
    alt_labels = CleanText(
        label=_("alternative labels"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line; search knows them too."),
    )
    description = CleanText(label=_("description"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    parent = TermChoice(Term.objects.filter(merged_into=None), label=_("parent"), required=False)

    class Meta:
        model = Term
        fields = FIELDS
        help_texts = {"code": _("Lower-case words joined by hyphens. It stands in addresses and never changes.")}

    def clean(self) -> dict[str, Any]:
        """A parent must be of the scheme above, and not below the term itself."""
        data = super().clean() or {}
        scheme, parent = data.get("scheme") or self.instance.scheme, data.get("parent")
        if parent and scheme in SCHEMES and not self._may_be_above(parent, scheme):
            self.add_error("parent", _("This term cannot stand above it."))
        return data

    def _may_be_above(self, parent: Term, scheme: str) -> bool:
        above: Term | None = parent
        while above:
            if above.pk == self.instance.pk:
                return False
            above = above.parent
        return parent in parents_in(scheme)


class TermForm(NewTermForm):
    """A term that exists: its words, its place, whether it is offered, and what it is merged into."""

    merged_into = TermChoice(
        Term.objects.none(),
        label=_("merge into"),
        required=False,
        help_text=_("All cases get the other term at once. This cannot be taken back."),
    )

    class Meta(NewTermForm.Meta):
        fields = (*FIELDS, "merged_into")  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = self.instance.scheme
        self.fields["scheme"].disabled = self.fields["code"].disabled = True
        self.fields["parent"].queryset = parents_in(scheme).exclude(pk=self.instance.pk)
        self.fields["merged_into"].queryset = Term.objects.filter(scheme=scheme).exclude(pk=self.instance.pk)
        self.fields["merged_into"].disabled = self.instance.merged_into_id is not None
        if scheme in BUILT_IN:
            self.fields["active"].disabled = self.fields["merged_into"].disabled = True

    def clean_merged_into(self) -> Term | None:
        """Only what can be merged."""
        into = self.cleaned_data["merged_into"]
        if into and "merged_into" in self.changed_data:
            try:
                refuse_merge(self.instance, into)
            except MergeRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return into

    @transaction.atomic
    def save(self, commit: bool = True) -> Term:
        """Save the words; a merge, a new parent and a new name reach the index too."""
        into = self.cleaned_data["merged_into"] if "merged_into" in self.changed_data else None
        if into:
            self.instance.merged_into = None  # merge() sets it when it moves the cases
        term = super().save(commit)
        if into:
            merge(term, into)
        elif INDEXED & set(self.changed_data):
            regrouped(term)
        return term
