"""Where a pair parts, as curators say it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casestudies.anchors import Anchor
from casestudies.forms.fields import NOT_A_CHOICE, Words
from casestudies.models import CaseStudy
from distil.models import Twins
from distil.twins.aligned import Line, Spot
from knowhow.quotes import find_quote, place_value

QUOTE, NOTE = 400, 1000  # characters
SIDES = ("good", "failure")
LEFT_EMPTY = _("Left empty, the passage itself is quoted.")
AS_CLAIM = _("In one or two sentences, so that it can become a claim.")
OVERTAKEN = _(
    "Another screen has marked this pair meanwhile. What you typed is still here: look at what is marked now, and save "
    "again if yours is better."
)


class PartingForm(forms.Form):
    """A place in either case, the words that stand there, and what made the difference. Without words the beginning of
    the place is quoted."""

    good_place = forms.ChoiceField(widget=forms.RadioSelect)
    good_quote = Words(limit=QUOTE, rows=3, label=_("Words of the good case"), help_text=LEFT_EMPTY)
    failure_place = forms.ChoiceField(widget=forms.RadioSelect)
    failure_quote = Words(limit=QUOTE, rows=3, label=_("Words of the failed case"), help_text=LEFT_EMPTY)
    note = Words(limit=NOTE, rows=4, required=True, label=_("What parted them"), help_text=AS_CLAIM)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, good: CaseStudy, failure: CaseStudy, lines: Iterable[Line], twins: Twins | None, data: Any
    ) -> None:
        self.cases = {"good": good, "failure": failure}
        self.twins = twins
        self.spots: dict[str, dict[str, Spot]] = {
            side: {spot.value: spot for line in lines for spot in line.sides[place]} for place, side in enumerate(SIDES)
        }
        super().__init__(data, initial=initial_of(twins), label_suffix="")
        for name in ("good_quote", "failure_quote", "note"):
            self.fields[name].mark = "required" if name == "note" else ""  # type: ignore[attr-defined]
        for side, spots in self.spots.items():
            field = self.fields[f"{side}_place"]
            field.choices = [(value, spot.label) for value, spot in spots.items()]  # type: ignore[attr-defined]
            field.error_messages |= {"required": MISSING[side], "invalid_choice": NOT_A_CHOICE}
        self.fields["note"].error_messages["required"] = _("Please say what parted them.")

    def clean(self) -> dict[str, Any]:
        """Find the words at the chosen places."""
        self.places: dict[str, Anchor] = {}
        for side in SIDES:
            if place := self.cleaned_data.get(f"{side}_place"):
                self._look_up(side, place, self.cleaned_data.get(f"{side}_quote") or "")
        if self.twins and self.cleaned_data.get("seen") != seen_of(self.twins):
            self.add_error(None, OVERTAKEN)
        return self.cleaned_data

    def _look_up(self, side: str, place: str, quote: str) -> None:
        words = quote.strip() or self.spots[side][place].text[:QUOTE]
        found = find_quote(self.cases[side], words, place)
        if found:
            self.places[side] = found[0]
        else:
            self.add_error(
                f"{side}_quote", _("These words do not stand at the chosen place. Please copy them word by word.")
            )

    @property
    def anchors(self) -> tuple[Anchor, Anchor]:
        """Where they part; of a valid form."""
        return self.places["good"], self.places["failure"]


MISSING = {
    "good": _("Please choose the place in the good case."),
    "failure": _("Please choose the place in the failed case."),
}


def seen_of(twins: Twins | None) -> str:
    """Which state of the pair a screen shows."""
    return twins.at.isoformat() if twins and twins.at else ""


def initial_of(twins: Twins | None) -> dict[str, str]:
    """What is marked now."""
    found = {"seen": seen_of(twins)}
    if twins is None:
        return found
    for side, anchor in zip(SIDES, twins.parting, strict=True):
        if anchor:
            found |= {f"{side}_place": place_value(anchor.section, anchor.row), f"{side}_quote": anchor.quote}
    return found | {"note": twins.note}
