"""Parts of a Word file that python-docx has no words for: fields, bookmarks, links, Japanese fonts."""

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

BEHIND_UPDATE = {qn(f"w:{name}") for name in ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat")}  # order counts
GOTHIC = "Yu Gothic"  # on every Windows and Mac with Office; others take their own Japanese font
LANGUAGE = "ja-JP"
INK, KEY = RGBColor(0x1A, 0x1A, 0x1C), RGBColor(0x00, 0x31, 0x6A)
SIZES = {
    "Normal": 10.5,
    "Title": 26,
    "Subtitle": 13,
    "Heading 1": 18,
    "Heading 2": 14,
    "Heading 3": 11.5,
    "Quote": 10.5,
}
CONTENTS = ("toc 1", "toc 2")  # as Word itself calls them


def new_document(title: str) -> Any:
    """An empty Japanese document on A4."""
    document = Document()
    document.core_properties.title, document.core_properties.language = title, LANGUAGE
    document.core_properties.author = document.core_properties.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    for name in CONTENTS:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    for name, size in SIZES.items():
        _japanese(document.styles[name], size)
    document.styles["Normal"].paragraph_format.line_spacing = 1.5
    document.styles[CONTENTS[1]].paragraph_format.left_indent = Mm(6)
    return document


def _japanese(style: Any, size: float) -> None:
    """The font for Latin and Japanese letters alike; the template's theme would name others."""
    style.font.size, style.font.italic = Pt(size), False
    style.font.color.rgb = KEY if style.name.startswith(("Heading", "Title")) else INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), GOTHIC)
    language = _child(style.element.get_or_add_rPr(), "w:lang")
    language.set(qn("w:val"), LANGUAGE)
    language.set(qn("w:eastAsia"), LANGUAGE)


def _child(parent: Any, tag: str) -> Any:
    found = parent.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        parent.append(found)
    return found


# --- Fields -----------------------------------------------------------------------------------------------------------
def begin_field(paragraph: Paragraph, instruction: str) -> None:
    """What follows until `end_field` is shown until Word computes the field itself."""
    _field_mark(paragraph, "begin")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    paragraph.add_run()._r.append(text)
    _field_mark(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    """The end of what `begin_field` began."""
    _field_mark(paragraph, "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def index_entry(paragraph: Paragraph, term: str, reading: str) -> None:
    """Say that the index names this place under `term`. Nothing is seen of it."""
    clean = {name: text.replace('"', "”").replace(":", "：") for name, text in (("term", term), ("reading", reading))}
    begin_field(paragraph, 'XE "{term}" \\y "{reading}"'.format(**clean))
    end_field(paragraph)


def update_fields_on_opening(document: Any) -> None:
    """Word asks whether to count the pages of contents and index as soon as the file is opened."""
    made = OxmlElement("w:updateFields")
    made.set(qn("w:val"), "true")
    settings = document.settings.element
    behind = next((child for child in settings if child.tag in BEHIND_UPDATE), None)
    if behind is None:
        settings.append(made)
    else:
        behind.addprevious(made)


def page_number_footer(section: Any) -> None:
    """The number of the page in the middle of its foot; none on the cover."""
    section.different_first_page_header_footer = True
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    begin_field(paragraph, "PAGE")
    end_field(paragraph)


# --- Places and ways to them ------------------------------------------------------------------------------------------
def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Give a paragraph a name that links lead to; `number` is its own in the document."""
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


def link(paragraph: Paragraph, text: str, to: str) -> None:
    """A link to a bookmark (`#name`) or an address."""
    made = OxmlElement("w:hyperlink")
    if to.startswith("#"):
        made.set(qn("w:anchor"), to[1:])
    else:
        made.set(qn("r:id"), paragraph.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    made.append(paragraph.add_run(text)._r)
    paragraph._p.append(made)
