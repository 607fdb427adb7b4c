"""Evidence in a form: a case by number or title, the exact words, and where they stand."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bansou.public_id import PATTERN
from casestudies.anchors import Anchor
from casestudies.forms.fields import NOT_A_CHOICE, Words
from casestudies.forms.rows import posted_keys
from casestudies.models import CaseStudy
from casestudies.structure import RowKind
from knowhow.content import Content
from knowhow.models import Evidence
from knowhow.quotes import find_quote, place_value, places_of

KIND = RowKind(
    "evidence",
    _("Cases that it rests on"),
    "",
    (),
    _("Add a passage"),
    _("What supports it, what speaks against it, what limits it. Failure cases count as much as good ones."),
    maximum=30,
)
QUOTE, REMARK = 400, 400  # characters
CANDIDATES = 5  # cases named when the words of a title fit several
OFFERED = 100  # newest cases offered while typing


def pickable(user: Any) -> QuerySet[CaseStudy]:
    """Cases that a curator may point to: published and readable, with the texts that quotes are looked up in."""
    return CaseStudy.objects.visible_to(user).prefetch_related("terms", "rows")


class EvidenceRow(forms.Form):
    """One passage. Field names are `evidence-<key>-<field>`. `found`: the case named in the row, once it is known."""

    case = Words(
        limit=120, required=True, label=_("Case (number, or words of its title)"),
        widget=forms.TextInput(attrs={"list": "knowhow-cases"}),
    )  # fmt: skip
    quote = Words(
        limit=QUOTE, rows=3, label=_("Words of the case"),
        help_text=_("Paste them exactly as they stand in the case. Leave it empty to mean the whole place below."),
    )  # fmt: skip
    place = forms.ChoiceField(
        label=_("Where they stand"), required=False, error_messages={"invalid_choice": NOT_A_CHOICE}
    )
    stance = forms.ChoiceField(
        label=_("How the case bears on the claim"), choices=Evidence.Stance.choices, initial=Evidence.Stance.SUPPORTS,
        error_messages={"invalid_choice": NOT_A_CHOICE, "required": NOT_A_CHOICE},
    )  # fmt: skip
    remark = Words(limit=REMARK, rows=2, label=_("What the passage shows"))

    def __init__(self, key: str, data: Any = None, stored: Content | None = None) -> None:
        self.key, self.stored = key, stored or {}
        self.found: CaseStudy | None = None
        super().__init__(data, prefix=f"evidence-{key}", initial=_initial(self.stored), label_suffix="")
        self.problem = ""  # why no case was found
        for field in self.fields.values():
            field.mark = ""  # type: ignore[attr-defined]
            field.error_messages.setdefault("required", "")
        self.fields["case"].error_messages["required"] = _("Please name the case.")
        self.offer_places()

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields, for the row's template."""
        return [self[name] for name in self.fields]

    @property
    def named(self) -> str:
        """What stands in the field of the case."""
        return " ".join(self._raw("case").split())

    def _raw(self, name: str) -> str:
        """What stands in a field. Not through the bound field: that would remember the help as it is now."""
        value = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        return str(self.fields[name].to_python(value))

    @property
    def is_blank(self) -> bool:
        """Nothing was written: the row is left out."""
        return not any(self._raw(name).strip() for name in ("case", "quote", "remark"))

    def connect(self, case: CaseStudy | None, problem: str = "") -> None:
        """Say which case the row names, or why none."""
        self.found, self.problem = case, problem
        self.offer_places()

    def offer_places(self) -> None:
        """The places of the case that is named; without one the words alone are looked for."""
        choices: list[tuple[str, Any]] = [("", _("Look for the words in the whole case"))]
        if self.found:
            choices += [(place.value, place.label) for place in places_of(self.found)]
            self.fields["case"].help_text = format_html(
                '<a href="{}">{}</a>', self.found.get_absolute_url(), self.found
            )
        elif self.stored and self.named == self.stored["case"]:
            anchor = self.stored["anchor"]
            choices.append((place_value(anchor["section"], anchor["row"]), _("The place that was chosen")))
            self.fields["case"].help_text = _("This case is not published now; readers do not see this row.")
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> Content:
        """Find the quote in the case; call `content()` afterwards. A stored row that was not touched stays as it is,
        also when its case has been changed or withdrawn meanwhile: that is said when the article is handed on."""
        data = self.cleaned_data
        self.anchor: Anchor | None = None
        if self._is_untouched(data):
            return data
        if self.problem and data.get("case"):
            self.add_error("case", self.problem)
        elif self.found and "quote" in data and "place" in data:
            self._look_up(self.found, data["quote"], data["place"])
        return data

    def _is_untouched(self, data: Content) -> bool:
        return bool(self.stored) and all(data.get(name) == self.initial[name] for name in ("case", "quote", "place"))

    def _look_up(self, case: CaseStudy, quote: str, place: str) -> None:
        if quote:
            self._look_up_words(case, quote, place)
        elif place:
            section, _colon, row = place.partition(":")
            self.anchor = Anchor(case.public_id, section, row)
        else:
            self.add_error("quote", _now("Please paste the words of the case."))

    def _look_up_words(self, case: CaseStudy, quote: str, place: str) -> None:
        anchors = find_quote(case, quote, place)
        if len(anchors) == 1 or (anchors and place):
            self.anchor = anchors[0]
        elif anchors:
            self.add_error("place", _now("These words stand at %(n)s places. Please choose one.") % {"n": len(anchors)})
        elif place and find_quote(case, quote):
            self.add_error("quote", _now("These words stand in the case, but not at the chosen place."))
        else:
            self.add_error(
                "quote", _now("These words do not stand in the case. Please copy them from its page, word by word.")
            )

    def content(self) -> Content:
        """The row as content.py has it; call on a valid row."""
        said = {name: self.cleaned_data[name] for name in ("stance", "remark")}
        if self.anchor is None or self.found is None:
            return {**self.stored, **said}
        where = {"case": self.found.public_id, "case_id": self.found.pk, "anchor": self.anchor.as_dict()}
        return {"key": self.key, **where, **said}


def _initial(stored: Content) -> Content:
    if not stored:
        return {}
    anchor = stored["anchor"]
    place = place_value(anchor["section"], anchor["row"])
    return {**stored, "quote": anchor["quote"], "place": place}


class EvidenceRows:
    """All evidence rows of a form; the same shape as casestudies' RowSet, so that its template shows them."""

    kind = KIND

    def __init__(self, stored: Iterable[Content], user: Any, data: Any = None) -> None:
        rows = {row["key"]: row for row in stored}
        self.user, self.error = user, ""
        posted = data is not None and "evidence-present" in data
        keys = posted_keys("evidence", data) if posted else list(rows)
        if len(keys) > KIND.maximum:
            self.error = ngettext("At most %(n)s row.", "At most %(n)s rows.", KIND.maximum) % {"n": KIND.maximum}
            keys = keys[: KIND.maximum]
        self.forms = [EvidenceRow(key, data if posted else None, rows.get(key)) for key in keys]
        connect(self.forms, user)

    @property
    def empty_form(self) -> EvidenceRow:
        """A row to copy from; the script gives it a key of its own."""
        return EvidenceRow("KEY")

    @property
    def filled(self) -> list[EvidenceRow]:
        """Rows that hold something."""
        return [row for row in self.forms if not row.is_blank]

    def is_valid(self) -> bool:
        """Are all rows in order? Every row is looked at, also after a wrong one."""
        wrong = [row for row in self.filled if not row.is_valid()]
        return not wrong and not self.error

    def content(self) -> list[Content]:
        """The rows as content.py has them, in order."""
        return [row.content() for row in self.filled]

    def errors(self) -> list[tuple[str, str]]:
        """(what is wrong, where on the page) of all rows."""
        found = [(self.error, "#evidence-rows")] if self.error else []
        for number, row in enumerate(self.forms, 1):
            if not row.is_blank:
                for name, messages in row.errors.items():
                    label = f"{_now('Passage')} {number} {row.fields[name].label}"
                    found.append((f"{label}：{messages[0]}", f"#{row[name].id_for_label}"))
        return found


def connect(rows: list[EvidenceRow], user: Any) -> None:
    """Find the cases that the rows name: all numbers in one query, words of a title one by one."""
    names = {row.named for row in rows if row.named}
    numbers = {name for name in names if re.fullmatch(PATTERN, name.lower())}
    by_number = {case.public_id: case for case in pickable(user).filter(public_id__in={n.lower() for n in numbers})}
    for row in rows:
        if row.named in numbers and row.named.lower() in by_number:
            row.connect(by_number[row.named.lower()])
        elif row.named:
            row.connect(*_by_title(row.named, user))


def _by_title(words: str, user: Any) -> tuple[CaseStudy | None, str]:
    """(the case whose title has these words, '') or (None, why not)."""
    found = list(pickable(user).filter(title__icontains=words).order_by("-published_on", "-id")[: CANDIDATES + 1])
    exact = [case for case in found if case.title == words]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0], ""
    if not found:
        return None, _now("There is no published case with this number, or with these words in its title.")
    names = "、".join(f"{case.public_id}「{case}」" for case in found[:CANDIDATES])
    return None, _now("Several cases fit. Please give the number: %(cases)s") % {"cases": names}


def offered(user: Any) -> list[tuple[str, str]]:
    """(number, title) of the newest cases, offered while typing."""
    cases = CaseStudy.objects.visible_to(user).order_by("-published_on", "-id")
    return list(cases.values_list("public_id", "title")[:OFFERED])
