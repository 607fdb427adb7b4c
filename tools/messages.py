"""Translations: `locale/<language>/parts/*.po` are the source, `django.po` is put together from them.

`python -m tools.messages` compiles the catalogues with the standard library only, so that a machine without gettext can
run the site. `python -m tools.messages collect` (gettext and polib needed) collects the texts of code and templates,
merges the parts and says what lacks a translation.
"""

from __future__ import annotations

import ast
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from tools.machine import ROOT

LOCALE = ROOT / "locale"
SOURCE_FOLDERS = ["platform", "casestudies", "knowhow", "community", "search", "templates", "static"]
Entry = dict[str, str]


# --- Compiling, with the standard library only --------------------------------------------------------------------------
def read_po(path: Path) -> list[Entry]:
    """Entries of a .po file as {"msgid": …, "msgstr": …, "msgctxt": …, "msgstr[0]": …, "flags": …}."""
    entries: list[Entry] = []
    entry: Entry = {}
    keyword = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#,"):
            entry["flags"] = line[2:].strip()
        elif line.startswith('"'):
            entry[keyword] += ast.literal_eval(line)
        elif line.startswith("msg"):
            keyword, _, text = line.partition(" ")
            if keyword in ("msgctxt", "msgid") and any(name.startswith("msgstr") for name in entry):
                entries.append(entry)
                entry = {}
            entry[keyword] = ast.literal_eval(text)
        elif not line.strip() and any(name.startswith("msgstr") for name in entry):
            entries.append(entry)
            entry = {}
    return entries


def compiled(entries: list[Entry]) -> bytes:
    """The .mo file of these entries: a sorted table of originals and one of translations."""
    pairs = sorted(pair for pair in map(_pair, entries) if pair)
    start = 7 * 4
    originals, translations, texts = b"", b"", b""
    texts_at = start + 16 * len(pairs)
    for original, _translation in pairs:
        originals += struct.pack("<II", len(original), texts_at + len(texts))
        texts += original + b"\0"
    for _original, translation in pairs:
        translations += struct.pack("<II", len(translation), texts_at + len(texts))
        texts += translation + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), start, start + 8 * len(pairs), 0, 0)
    return head + originals + translations + texts


def _pair(entry: Entry) -> tuple[bytes, bytes] | None:
    if "fuzzy" in entry.get("flags", "") and entry["msgid"]:
        return None
    forms = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
    if not any(forms):
        return None
    original = entry["msgid"] + (f"\0{entry['msgid_plural']}" if "msgid_plural" in entry else "")
    if "msgctxt" in entry:
        original = f"{entry['msgctxt']}\x04{original}"
    return original.encode(), "\0".join(forms).encode()


def compile_all() -> None:
    """Write the .mo beside every .po that is newer than it."""
    for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            new = mo.with_suffix(".new")
            new.write_bytes(compiled(read_po(po)))
            new.replace(mo)


# --- Collecting -----------------------------------------------------------------------------------------------------------
def collect(language: str) -> int:
    """Rebuild `django.po` from the texts in use and the parts; the number of entries without a translation."""
    import polib

    if not shutil.which("xgettext"):
        sys.exit("Collecting texts needs gettext; on Debian and Ubuntu: apt install gettext")
    target = LOCALE / language / "LC_MESSAGES" / "django.po"
    known = translations_of(language)
    used = used_texts(language)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    missing = []
    for entry in sorted(used, key=lambda e: (e.msgid, e.msgctxt or "")):
        entry = polib.POEntry(
            msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural, flags=format_flags(entry)
        )
        translate(entry, known.get((entry.msgctxt or "", entry.msgid)))
        catalogue.append(entry)
        if not entry.translated():
            missing.append(entry)
    target.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(target))
    for entry in missing:
        print(f"no {language} text for: {entry.msgid!r}" + (f" (context {entry.msgctxt})" if entry.msgctxt else ""))
    print(f"{language}: {len(catalogue)} texts, {len(missing)} without a translation")
    return len(missing)


def format_flags(entry: object) -> list[str]:
    """Format markers are kept; `fuzzy` never is: a translation is right or missing."""
    return [flag for flag in entry.flags if flag != "fuzzy"]  # type: ignore[attr-defined]


def translate(entry: object, known: object) -> None:
    """Take over the translation of a part."""
    if known is None:
        return
    text = known.msgstr or known.msgstr_plural.get(0, "")  # type: ignore[attr-defined]
    if entry.msgid_plural:  # type: ignore[attr-defined]
        entry.msgstr_plural = {0: text}  # type: ignore[attr-defined]
    else:
        entry.msgstr = text  # type: ignore[attr-defined]


def placeholders(text: str) -> set[str]:
    """Names in `%(name)s` and `{name}`."""
    return {percent or brace for percent, brace in re.findall(r"%\((\w+)\)[sd]|\{(\w*)\}", text)}


def translations_of(language: str) -> dict[tuple[str, str], object]:
    """All entries of the parts by (context, text); the first file that has one wins, and a contradiction is said."""
    import polib

    found: dict[tuple[str, str], object] = {}
    for path in sorted((LOCALE / language / "parts").glob("*.po")):
        for entry in polib.pofile(str(path)):
            key = (entry.msgctxt or "", entry.msgid)
            if key not in found:
                found[key] = entry
            elif found[key].msgstr != entry.msgstr:  # type: ignore[attr-defined]
                print(f"{path.name}: another translation of {entry.msgid!r} comes first")
    return found


def used_texts(language: str) -> list:
    """All translatable texts of code and templates, by Django's makemessages in a copy of the source."""
    import tempfile

    import polib

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCE_FOLDERS:
            ignored = shutil.ignore_patterns("__pycache__", "vendor", "migrations", "*.json", "*.csv")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", language, "--no-obsolete", "-v0"]
        subprocess.run([*command, "-e", "html,txt,py"], cwd=copy, check=True, env={"PATH": "/usr/bin:/bin"})
        return list(polib.pofile(str(copy / "locale" / language / "LC_MESSAGES" / "django.po")))


def languages() -> list[str]:
    """Languages with parts."""
    return sorted(path.parent.name for path in LOCALE.glob("*/parts"))


if __name__ == "__main__":
    if sys.argv[1:] == ["collect"]:
        for language in languages():
            collect(language)
    compile_all()
