"""Every text of code and templates is there in Japanese, none of them a guess."""

import gettext
import io
import shutil

import polib
import pytest

from tools import messages

CATALOGUE = messages.LOCALE / "ja" / "LC_MESSAGES" / "django.po"


def key(entry):
    return (entry.msgctxt or "", entry.msgid)


def test_no_entry_is_untranslated_or_fuzzy():
    catalogue = polib.pofile(str(CATALOGUE))
    assert [key(entry) for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def test_every_text_in_use_is_in_the_catalogue():
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed (Debian: apt install gettext)")
    there = {key(entry) for entry in polib.pofile(str(CATALOGUE))}
    missing = [key(entry) for entry in messages.used_texts("ja") if key(entry) not in there]
    assert missing == [], "run `make messages` and translate what it names"


def test_placeholders_survive_translation():
    strays = []
    for entry in polib.pofile(str(CATALOGUE)):
        translations = [entry.msgstr, *entry.msgstr_plural.values()]
        wanted = messages.placeholders(entry.msgid) | messages.placeholders(entry.msgid_plural or "")
        strays += [key(entry) for text in translations if text and messages.placeholders(text) - wanted]
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
