"""The form of an article and the small forms around it. Evidence rows are in evidence_form.py."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bansou.access import Visibility
from bansou.forms import CleanText
from casestudies.forms.fields import NOT_A_CHOICE, ManyTerms, OneTerm, Words
from casestudies.forms.rows import RowSet
from casestudies.models.rows import new_key
from casestudies.structure import RowField, RowKind
from knowhow.content import TEXTS, Content
from knowhow.models import Article, ArticleKind

QUESTIONS = RowKind(
    "questions",
    _("Questions you can use"),
    "",
    (
        RowField("text", _("Words of the question"), example=_("Since when has this been on your mind?")),
        RowField("aim", _("Aim"), example=_("Puts the trouble back into the owner's own time")),
    ),
    _("Add a question"),
    _("The words as one would say them, and what they are for."),
    maximum=12,
)
LIMIT, LONG, STORY = 1000, 8000, 4000  # characters, as the columns have them
HELPS = {
    "claim": _("What a colleague should do (or not do), in one sentence. It is the title."),
    "situation": _("In which scene, and at which sign, one should think of it."),
    "body": _("In the order in which one does it. Paragraphs are separated by an empty line."),
    "why": _("What happens in the other side when it works. Paragraphs are separated by an empty line."),
    "works_when": _("One per line."),
    "fails_when": _("One per line."),
    "caveats": _("What one easily does wrong, one per line."),
    "checklist": _("One per line."),
    "examples": _("How it went once or twice, so that nobody can be recognised. Separated by an empty line."),
}
SIZES = {"claim": (120, 1), "body": (LONG, 12), "why": (STORY, 6), "examples": (STORY, 6)}


class ArticleForm(forms.Form):
    """The texts of an article. Only the claim is needed to keep a draft; the rest before it is handed on."""

    def __init__(self, article: Article | None, values: Content, data: Any = None) -> None:
        super().__init__(data, initial=_initial(values, article), label_suffix="")
        self.fields["claim"] = _text("claim")
        self.fields["claim"].required = True
        self.fields["claim"].error_messages["required"] = _("Please say the claim in one sentence.")
        self.fields["article_kind"] = forms.ChoiceField(
            label=_("Kind"), choices=ArticleKind.choices, widget=forms.RadioSelect, error_messages=_wrong()
        )
        chosen = tuple(values.get("steps", ()))
        self.fields["main_step"] = OneTerm("step", chosen, label=_("Step where it helps most"))
        self.fields["other_steps"] = ManyTerms("step", chosen, label=_("Other steps"))
        for name in list(TEXTS)[1:]:
            self.fields[name] = _text(name)
        self.fields["pitfalls"] = ManyTerms("pitfall", tuple(values.get("pitfalls", ())), label=_("Support to avoid"))
        if article is None or not article.is_public_now:
            self.fields["visibility"] = _visibility()
        for field in self.fields.values():
            field.mark = ""  # type: ignore[attr-defined]
        for name in ("claim", "main_step", "body"):
            self.fields[name].mark = "required"  # type: ignore[attr-defined]

    def content(self) -> Content:
        """The values as content.py names them; call after is_valid()."""
        data = dict(self.cleaned_data)
        main, others = data.pop("main_step"), data.pop("other_steps")
        data["steps"] = list(dict.fromkeys(filter(None, [main, *others])))
        return data


def _initial(values: Content, article: Article | None) -> Content:
    main, *others = values.get("steps") or [""]
    start = {"article_kind": ArticleKind.METHOD, "visibility": article.visibility if article else Visibility.PUBLIC}
    return {**start, **values, "main_step": main, "other_steps": others}


def _text(name: str) -> Words:
    limit, rows = SIZES.get(name, (LIMIT, 4))
    return Words(limit=limit, rows=rows, label=TEXTS[name], help_text=HELPS[name])


def _visibility() -> forms.ChoiceField:
    choices = [(code, label) for code, label in Visibility.choices if code != Visibility.ORGANISATION]
    return forms.ChoiceField(
        label=_("Who may read it"), choices=choices, widget=forms.RadioSelect, error_messages=_wrong(),
        help_text=_("Quotes from a case are shown only to those who may read the case."),
    )  # fmt: skip


def _wrong() -> dict[str, Any]:
    return {"invalid_choice": NOT_A_CHOICE, "required": NOT_A_CHOICE}


def question_rows(values: Content, data: Any = None) -> RowSet:
    """The questions of an article as rows of a form."""
    return RowSet(QUESTIONS, [{"key": new_key(), **row} for row in values.get("questions", ())], data)


def questions_of(rows: RowSet) -> list[dict[str, str]]:
    """The rows as the article stores them."""
    return [{"text": row.get("text", ""), "aim": row.get("aim", "")} for row in rows.content()]


class ReasonForm(forms.Form):
    """A reason that somebody else reads."""

    reason = CleanText(max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        field = self.fields["reason"]
        field.label, field.help_text = label, help_text
        field.error_messages["required"] = _("Please write a word about the reason.")


class NoteForm(forms.Form):
    """What a reviewer asks the writer to change."""

    note = CleanText(
        label=_("What should be changed, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The writer reads it above the form. Say what is good, too."),
        error_messages={"required": _("Please say what should be changed.")},
    )
