"""To which article a passage goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casestudies.forms.fields import NOT_A_CHOICE, Words
from knowhow.models import Article

OFFERED = 200


class PickForm(forms.Form):
    """An article that can be written on, or the claim of a new one."""

    article = forms.ChoiceField(label=_("Article"), required=False, error_messages={"invalid_choice": NOT_A_CHOICE})
    claim = Words(limit=120, label=_("Claim of the new article, in one sentence"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["article"].choices = article_choices()  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.mark = ""  # type: ignore[attr-defined]

    def clean_claim(self) -> str:
        """A new article needs a claim."""
        claim = self.cleaned_data["claim"]
        if not claim and not self.cleaned_data.get("article") and "article" not in self.errors:
            raise forms.ValidationError(_now("Please say the claim in one sentence, or choose an article above."))
        return claim


def article_choices() -> list[tuple[str, Any]]:
    """A new article, then those in work, then the published ones; none that is being reviewed."""
    free = Article.objects.filter(review_asked_at=None).select_related("latest_revision")
    newest = free.order_by("-has_unpublished_changes", "-latest_revision__created_at", "-pk")[:OFFERED]
    return [("", _("A new article")), *((article.public_id, article.newest_claim) for article in newest)]
