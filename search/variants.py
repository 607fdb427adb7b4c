"""One text, written in several ways → written in one way, so that each finds the other (表記ゆれ).

The dictionary joins okurigana, width, long vowels and most numerals by itself; here is what it leaves. Characters are
replaced one by one, so that offsets stay true.
"""

import re
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data" / "old_characters.txt"
UNSAFE = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue003\ufeff"
DIGITS = dict(zip("一二三四五六七八九十", "１２３４５６７８９⑩", strict=True))
LONG = 4  # characters from which a long vowel at the end of a katakana word is a matter of taste: サーバー, not キー
COMPANIES = {"(株)": "株式会社", "(有)": "有限会社", "(同)": "合同会社"}


def read_pairs(path: Path = DATA) -> dict[str, str]:
    """old character → today's."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {pair[0]: pair[1] for line in lines if not line.startswith("#") for pair in line.split()}


TODAY = read_pairs()
_ODD = re.compile(f"[{UNSAFE}{''.join(TODAY)}]")
# Numerals that the dictionary takes for a part of a word: 十人 is one word to it, 二十人 is 二 and 十人. Words that only
# look so stay: 十人十色, 三本柱, 一回り.
_NUMERAL = re.compile(
    "[一二三四五六七八九十](?:"
    "(?<=[一二三四五六七八九])十(?=[人軒歳])"
    "|(?<=十)(?<![数何幾百]十)(?=人(?!十色))"
    "|(?<=[三八])(?=代目)|(?<=[三四六七八九])(?=軒)|(?<=[三五])(?=本(?![柱指立線]))|(?<=一)(?=回(?![りしっ忌転])))"
)
_KATAKANA_LONG = re.compile(rf"[ァ-ヺー]{{{LONG - 1},}}ー")


def plain(text: str) -> str:
    """The text as analysis takes it, of the same length: no control characters, old characters and numerals as written
    today."""
    text = _ODD.sub(lambda match: TODAY.get(match[0], " "), text)
    return _NUMERAL.sub(_in_digits, text)


def _in_digits(match: re.Match[str]) -> str:
    """三 → ３, 十 → ⑩ and 二十 → ２０: as many characters as before."""
    numeral = match[0]
    return DIGITS[numeral] if len(numeral) == 1 else f"{DIGITS[numeral[0]]}０"


def plain_form(form: str) -> str:
    """A normalised word in the one way to write it."""
    return form[:-1] if _KATAKANA_LONG.fullmatch(form) else COMPANIES.get(form, form)
