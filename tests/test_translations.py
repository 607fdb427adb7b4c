"""Every text of code and templates is there in Japanese, none of them a guess."""

import gettext
import io
import shutil

import pytest

from tools import messages

PARTS = messages.parts_of("ja")


def entries():
    return [entry for path in PARTS for entry in messages.read_po(path) if entry["msgid"]]


def test_no_entry_is_empty_or_fuzzy():
    assert PARTS
    assert [entry["msgid"] for entry in entries() if messages._pair(entry) is None] == []


def test_every_text_in_use_is_translated():
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed (Debian: apt install gettext)")
    missing = messages.untranslated("ja")
    if missing:
        lines = [
            f"{text!r} {context and f'(context {context!r})'} {places}" for (context, text), places in missing.items()
        ]
        pytest.fail(f"{len(missing)} texts without Japanese (make messages):\n" + "\n".join(lines), pytrace=False)


def test_no_text_is_translated_in_two_ways():
    assert messages.contradictions("ja") == []


def test_placeholders_survive_translation():
    strays = []
    for entry in entries():
        wanted = messages.placeholders(entry["msgid"]) | messages.placeholders(entry.get("msgid_plural", ""))
        translations = [text for name, text in entry.items() if name.startswith("msgstr")]
        strays += [entry["msgid"] for text in translations if messages.placeholders(text) - wanted]
    assert strays == []


def test_compiling_without_gettext_gives_what_gettext_reads(tmp_path):
    source = tmp_path / "x.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "Case"\nmsgstr "事例"\n\n'
        'msgctxt "verb"\nmsgid "Open"\nmsgstr "開く"\n\n'
        'msgid "%(n)s case"\nmsgid_plural "%(n)s cases"\nmsgstr[0] "%(n)s件"\n\n'
        'msgid ""\n"two "\n"lines\\n"\nmsgstr "二\\n行"\n\n'
        '#, fuzzy\nmsgid "Guess"\nmsgstr "推測"\n\nmsgid "Empty"\nmsgstr ""\n',
        encoding="utf-8",
    )
    found = gettext.GNUTranslations(io.BytesIO(messages.compiled(messages.read_po(source))))
    assert found.gettext("Case") == "事例"
    assert found.pgettext("verb", "Open") == "開く"
    assert found.ngettext("%(n)s case", "%(n)s cases", 3) == "%(n)s件"
    assert found.gettext("two lines\n") == "二\n行"
    assert (found.gettext("Guess"), found.gettext("Empty")) == ("Guess", "Empty")
