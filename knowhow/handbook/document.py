"""An edition as a Word file. Contents and index are Word's own fields: it counts the pages when the file is opened."""

import re
from io import BytesIO
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from knowhow.handbook import word_parts as parts
from knowhow.handbook import words

Values = dict[str, Any]
CONTENTS_FIELD = 'TOC \\o "1-2" \\h \\z'
INDEX_FIELD = 'INDEX \\e "  " \\c "2" \\z "1041"'
NOT_IN_A_FILE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # no XML file may hold them


def write_docx(content: Values, number: int) -> bytes:
    """The whole document, in the language of the moment."""
    made = BytesIO()
    WordFile(_clean(content), number).document.save(made)
    return made.getvalue()


def _clean(value: Any) -> Any:
    """The same values without characters that would break the file."""
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return NOT_IN_A_FILE.sub("", value) if isinstance(value, str) else value


class WordFile:
    """The document while it is written, from the cover to the index."""

    def __init__(self, content: Values, number: int) -> None:
        self.content, self.document = content, parts.new_document(content["title"])
        self.bookmarks = 0
        self._cover(number)
        self._contents()
        self._introduction()
        for part in content["parts"]:
            self._part(part)
        self._sources()
        self._index()
        parts.page_number_footer(self.document.sections[0])
        parts.update_fields_on_opening(self.document)

    def _cover(self, number: int) -> None:
        self.document.add_paragraph(self.content["title"], style="Title")
        if self.content["note"]:
            self.document.add_paragraph(self.content["note"], style="Subtitle")
        self._facts(words.facts(self.content, number))

    def _facts(self, facts: list[tuple[str, str]]) -> None:
        table = self.document.add_table(rows=0, cols=2)
        for name, value in facts:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = name, value
        table.autofit = True
        self.document.add_paragraph()

    def _contents(self) -> None:
        self.document.add_page_break()
        self.document.add_paragraph(_("Contents"), style="Subtitle")
        parts.begin_field(self.document.add_paragraph(), CONTENTS_FIELD)
        for part in self.content["parts"]:
            line = self.document.add_paragraph(style=parts.CONTENTS[0])
            parts.link(line, part["label"], f"#step{part['step']}")
            for article in part["articles"]:
                line = self.document.add_paragraph(style=parts.CONTENTS[1])
                parts.link(line, f"{article['number']}　{article['claim']}", f"#{_place(article)}")
        parts.end_field(self.document.add_paragraph())

    def _introduction(self) -> None:
        self._heading(_("How to read this handbook"), 1, "introduction")
        for text in words.how_to_read(self.content):
            self.document.add_paragraph(text)

    def _heading(self, text: str, level: int, place: str = "", is_new_page: bool = True) -> Any:
        made = self.document.add_heading(text, level)
        made.paragraph_format.page_break_before = level < 3 and is_new_page
        if place:
            self.bookmarks += 1
            parts.bookmark(made, place, self.bookmarks)
        return made

    def _part(self, part: Values) -> None:
        self._heading(part["label"], 1, f"step{part['step']}")
        if part["description"]:
            self.document.add_paragraph(part["description"])
        for order, article in enumerate(part["articles"]):
            self._article(article, is_first=not order)

    def _article(self, article: Values, is_first: bool) -> None:
        heading = self._heading(f"{article['number']}　{article['claim']}", 2, _place(article), not is_first)
        for group in self.content["index"]:
            for entry in group["entries"]:
                if article["number"] in entry["articles"]:
                    parts.index_entry(heading, entry["term"], entry["reading"])
        self._facts(words.article_facts(article))
        if article["situation"]:
            self.document.add_paragraph(article["situation"])
        for section in article["sections"]:
            self._section(section)
        self._evidence(article)

    def _section(self, section: Values) -> None:
        self._heading(section["label"], 3)
        for text in section.get("paragraphs", ()):
            self.document.add_paragraph(text)
        for text in section.get("lines", ()):
            self.document.add_paragraph(text, style="List Bullet")
        for text in section.get("checks", ()):
            self.document.add_paragraph(f"□ {text}")
        for question in section.get("questions", ()):
            line = self.document.add_paragraph(question["text"], style="List Bullet")
            if question["aim"]:
                line.add_run(f"　{_('Aim: %(aim)s') % {'aim': question['aim']}}")

    def _evidence(self, article: Values) -> None:
        if not article["proofs"] and not article["others"]:
            return
        self._heading(_("Cases that it rests on"), 3)
        for proof in article["proofs"]:
            line = self.document.add_paragraph(style="Quote")
            line.add_run(f"{proof['stance_label']}　").bold = True
            line.add_run(f"「{proof['quote']}」")
            parts.link(line, f"[{proof['source']}]", f"#source{proof['source']}")
            if proof["remark"]:
                self.document.add_paragraph(proof["remark"])
        for sentence in article["others"]:
            self.document.add_paragraph(sentence)

    def _sources(self) -> None:
        if not self.content["sources"]:
            return
        self._heading(_("Cases behind it (sources)"), 1, "sources")
        for source in self.content["sources"]:
            line = self.document.add_paragraph(f"[{source['number']}] ")
            self.bookmarks += 1
            parts.bookmark(line, f"source{source['number']}", self.bookmarks)
            parts.link(line, source["title"], settings.SITE_URL + reverse("case", args=[source["id"]]))
            line.add_run(f"　{words.source_line(source)}")

    def _index(self) -> None:
        if not self.content["index"]:
            return
        self._heading(_("Index"), 1, "index")
        parts.begin_field(self.document.add_paragraph(), INDEX_FIELD)
        for group in self.content["index"]:
            for entry in group["entries"]:
                self.document.add_paragraph(f"{entry['term']}　{'、'.join(entry['articles'])}")
        parts.end_field(self.document.add_paragraph())


def _place(article: Values) -> str:
    """The bookmark of an article."""
    return f"a{article['number'].replace('-', '_')}"
