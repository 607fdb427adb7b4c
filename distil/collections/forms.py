"""Forms of collections."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bansou.public_id import PATTERN
from casestudies.forms.fields import Words
from casestudies.models import CaseStudy
from distil.models import Collection
from distil.models.collections import NOTE, QUESTION
from search.models import SavedQuery
from search.state import parse_query_string

CANDIDATES = 5
NEW = "new"


class CollectionForm(forms.Form):
    """The question, a note, and a saved query to follow."""

    question = Words(
        limit=QUESTION,
        required=True,
        label=pgettext_lazy("collection", "Question"),
        help_text=gettext_lazy("What you want to learn from these cases."),
        example=gettext_lazy("How does a successor gain the trust of long-serving staff?"),
    )
    note = Words(limit=NOTE, rows=3, label=gettext_lazy("Note"))

    def __init__(self, data: Any, user: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["question"].error_messages["required"] = _("Please write the question.")
        self.fields["saved"] = SavedChoice(
            user,
            label=_("Follow a saved search"),
            help_text=_("Cases that it finds later come in by themselves. You can put in others by hand as well."),
        )


class SavedChoice(forms.TypedChoiceField):
    """One of the user's own saved searches of cases, or none."""

    def __init__(self, user: Any, **kwargs: Any) -> None:
        mine = SavedQuery.objects.filter(owner=user.pk)
        found = {s.public_id: s for s in mine if parse_query_string(s.query).kind == "case"}
        choices = [("", _("None: cases are put in by hand")), *((pk, saved.name) for pk, saved in found.items())]
        super().__init__(choices=choices, coerce=found.get, empty_value=None, required=False, **kwargs)


class GatherForm(forms.Form):
    """Where the results of a search go, and whether later ones follow."""

    HOW = (
        ("live", gettext_lazy("These, and those that it finds later")),
        ("now", gettext_lazy("Only these, as they are now")),
    )
    question = Words(limit=QUESTION, label=gettext_lazy("Question of the new collection"))
    how = forms.ChoiceField(label=gettext_lazy("Which cases"), choices=HOW, initial="live", widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"collection": NEW}, label_suffix="")
        self.fields["collection"] = CollectionChoice(label=_("Collection"), new=True)
        self.order_fields(["collection", "question", "how"])

    def clean(self) -> dict[str, Any]:
        """A new collection needs its question; one that follows a search already cannot follow two."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("collection")
        if chosen == NEW and not cleaned.get("question"):
            self.add_error("question", _("Please write the question."))
        if isinstance(chosen, Collection) and chosen.query and cleaned.get("how") == "live":
            self.add_error(
                "how",
                _("This collection follows a search already. Put in the cases as they are now, or begin a new one."),
            )
        return cleaned


class CollectionChoice(forms.TypedChoiceField):
    """One of the open collections. `new`: or a new one, which is then the string NEW."""

    def __init__(self, new: bool = False, **kwargs: Any) -> None:
        found: dict[str, Any] = {item.public_id: item for item in Collection.objects.open()}
        choices = [(NEW, _("A new collection"))] if new else []
        choices += [(pk, item.question) for pk, item in found.items()]
        coerced = {NEW: NEW, **found}
        super().__init__(choices=choices, coerce=coerced.get, empty_value=None, **kwargs)


class CaseForm(forms.Form):
    """A case by number or by words of its title."""

    case = Words(limit=120, required=True, label=gettext_lazy("Case (number, or words of its title)"))

    def __init__(self, data: Any, user: Any) -> None:
        self.user = user
        super().__init__(data, label_suffix="")
        self.fields["case"].error_messages["required"] = _("Please name the case.")

    def clean_case(self) -> CaseStudy:
        """The one case that is meant."""
        words = " ".join(self.cleaned_data["case"].split())
        cases = CaseStudy.objects.visible_to(self.user)
        if re.fullmatch(PATTERN, words.lower()) and (case := cases.filter(public_id=words.lower()).first()):
            return case
        found = list(cases.filter(title__icontains=words).order_by("-published_on", "-id")[: CANDIDATES + 1])
        exact = [case for case in found if case.title == words]
        if len(found) == 1 or len(exact) == 1:
            return (exact or found)[0]
        if not found:
            raise forms.ValidationError(
                _("There is no published case with this number, or with these words in its title.")
            )
        names = "、".join(f"{case.public_id}「{case}」" for case in found[:CANDIDATES])
        raise forms.ValidationError(_("Several cases fit. Please give the number: %(cases)s") % {"cases": names})
