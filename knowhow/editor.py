"""The form of an article as one thing: its texts, its questions and its evidence."""

from typing import Any

from bansou.vocabulary import terms
from knowhow import content
from knowhow.evidence_form import EvidenceRows, offered
from knowhow.forms import ArticleForm, question_rows, questions_of
from knowhow.models import Article


class Editor:
    """The texts, questions and evidence of a draft (`article` None: of one that is not begun), bound to posted data or
    not. `base` is the fingerprint of the draft that the form was opened with."""

    def __init__(self, article: Article | None, user: Any, data: Any = None) -> None:
        self.article, self.user = article, user
        values = content.read(article.draft) if article else {}
        self.form = ArticleForm(article, values, data)
        self.questions = question_rows(values, data)
        self.evidence = EvidenceRows(values.get("evidence", ()), user, data)
        stored = content.fingerprint(article.draft) if article else ""
        self.base = data.get("base", "")[:16] if data is not None else stored
        self.refused: dict[str, str] = {}
        self.is_checked = data is not None

    def unchecked(self, key: str) -> "Editor":
        """Show what was posted without saying what is wrong with it: a button of the row `key` was pressed, nothing was
        handed in. The page goes on at that row."""
        for form in (self.form, *self.questions.forms, *self.evidence.forms):
            form._errors = {}  # type: ignore[attr-defined]
            form.cleaned_data = {}
            if getattr(form, "key", "") == key:
                next(iter(form.fields.values())).widget.attrs["autofocus"] = True
        self.is_checked = False
        return self

    def is_valid(self) -> bool:
        """Is everything in order? All parts are looked at."""
        parts = [self.form.is_valid(), self.questions.is_valid(), self.evidence.is_valid()]
        return all(parts)

    def content(self) -> content.Content:
        """The values as content.py names them, and `visibility` where the form has it."""
        rows = {"questions": questions_of(self.questions), "evidence": self.evidence.content()}
        return {**self.form.content(), **rows}

    def problems(self) -> list[tuple[str, str]]:
        """(sentence, where on the page) of all that is wrong or still missing."""
        found = [(sentence, self._place(name)) for name, sentence in self.refused.items()]
        if not self.is_checked:
            return found
        for name, messages in self.form.errors.items():
            found.append((f"{self.form.fields[name].label}：{messages[0]}", f"#{self.form[name].id_for_label}"))
        found += [(f"{label}：{message}", f"#{place}") for label, message, place in self.questions.errors()]
        return found + self.evidence.errors()

    def _place(self, name: str) -> str:
        if name in self.form.fields:
            return f"#id_{name}"
        return "#evidence-rows" if name == "evidence" else ""

    @property
    def cases(self) -> list[tuple[str, str]]:
        """Cases offered while typing."""
        return offered(self.user)

    @property
    def main_step(self) -> str:
        """The step chosen, for the head of the page."""
        code = str(self.form["main_step"].value() or "")
        return code if code in terms.scheme("step") else ""
