"""Translations: `locale/<language>/parts/*.po` are the source, one file per area; `django.mo` is compiled from them.

`python -m tools.messages` compiles, with the standard library only, so that a machine without gettext can run the site.
`python -m tools.messages check` (gettext needed) also says which texts of code and templates lack a translation.
The part `packages.po` holds texts of Django, Wagtail and allauth that we say differently.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.machine import ROOT

LOCALE = ROOT / "locale"
SOURCE_FOLDERS = ["platform", "casestudies", "knowhow", "community", "search", "distil", "templates", "static"]
Entry = dict[str, str]
HEADER: Entry = {
    "msgid": "",
    "msgstr": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n",
}


# --- Compiling, with the standard library only --------------------------------------------------------------------------
def read_po(path: Path) -> list[Entry]:
    """Entries of a .po file as {"msgid": …, "msgstr": …, "msgctxt": …, "msgstr[0]": …, "flags": …}."""
    entries: list[Entry] = []
    entry: Entry = {}
    keyword = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("#,"):
            entry["flags"] = line[2:].strip()
        elif line.startswith("#: "):
            entry["places"] = f"{entry.get('places', '')} {line[3:]}".strip()
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


def merged(parts: list[Path]) -> list[Entry]:
    """The entries of all parts; where two parts have the same text, the first one wins."""
    found: dict[tuple[str, str], Entry] = {("", ""): HEADER}
    for path in parts:
        for entry in read_po(path):
            found.setdefault((entry.get("msgctxt", ""), entry["msgid"]), entry)
    return list(found.values())


def compile_all() -> None:
    """Write each language's `django.mo` from its parts, when one of them is newer than it."""
    for folder in LOCALE.glob("*/parts"):
        parts = sorted(folder.glob("*.po"))
        mo = folder.parent / "LC_MESSAGES" / "django.mo"
        newest = max(path.stat().st_mtime for path in [folder, *parts])
        if not mo.exists() or mo.stat().st_mtime < newest:
            mo.parent.mkdir(exist_ok=True)
            new = mo.with_suffix(f".{os.getpid()}")
            new.write_bytes(compiled(merged(parts)))
            new.replace(mo)


# --- Checking -----------------------------------------------------------------------------------------------------------
def placeholders(text: str) -> set[str]:
    """Names in `%(name)s` and `{name}`."""
    return {percent or brace for percent, brace in re.findall(r"%\((\w+)\)[sd]|\{(\w*)\}", text)}


def used_texts(language: str) -> dict[tuple[str, str], str]:
    """All translatable texts of code and templates, (context, text) → where: Django's makemessages on a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCE_FOLDERS:
            ignored = shutil.ignore_patterns("__pycache__", "vendor", "migrations", "*.json", "*.csv")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", language, "--no-obsolete", "-v0"]
        subprocess.run([*command, "-e", "html,txt,py"], cwd=copy, check=True, env={"PATH": "/usr/bin:/bin"})
        entries = read_po(copy / "locale" / language / "LC_MESSAGES" / "django.po")
    return {(e.get("msgctxt", ""), e["msgid"]): e.get("places", "") for e in entries if e["msgid"]}


def untranslated(language: str) -> dict[tuple[str, str], str]:
    """Texts in use that no part translates."""
    known = {
        (entry.get("msgctxt", ""), entry["msgid"])
        for entry in merged(parts_of(language))
        if _pair(entry) and all(text for name, text in entry.items() if name.startswith("msgstr"))
    }
    return {key: places for key, places in used_texts(language).items() if key not in known}


def parts_of(language: str) -> list[Path]:
    """The parts in the order in which they win."""
    return sorted((LOCALE / language / "parts").glob("*.po"))


def contradictions(language: str) -> list[str]:
    """Texts that two parts translate differently, or one part twice."""
    seen: dict[tuple[str, str], tuple[str, Entry]] = {}
    found = []
    for path in parts_of(language):
        for entry in read_po(path):
            key = (entry.get("msgctxt", ""), entry["msgid"])
            first, other = seen.setdefault(key, (path.name, entry))
            if entry["msgid"] and _pair(other) != _pair(entry):
                found.append(f"{first} and {path.name}: {entry['msgid']!r}")
    return found


def report(language: str) -> int:
    """Print what lacks a translation; how many texts that are."""
    if not shutil.which("xgettext"):
        sys.exit("Collecting texts needs gettext; on Debian and Ubuntu: apt install gettext")
    missing = untranslated(language)
    for (context, text), places in sorted(missing.items()):
        print(f"no {language} text for {text!r}" + (f" (context {context!r})" if context else "") + f"  {places}")
    for line in contradictions(language):
        print(f"two {language} texts in {line}")
    print(f"{language}: {len(missing)} texts without a translation")
    return len(missing)


if __name__ == "__main__":
    compile_all()
    if sys.argv[1:] == ["check"]:
        sys.exit(1 if sum(report(folder.parent.name) for folder in LOCALE.glob("*/parts")) else 0)
