"""Titles and typed beginnings as keys that meet: kanji as written, kana and romaji as read.

A title is kept as keys: from the start of each of its words on, once as written and once as read in hiragana. What is
typed becomes beginnings of such keys. So 「事業」, 「じぎょう」, 「ジギョウ」, `jigyou` and half-typed `jigy` all meet
事業承継, and 「伴奏支援」, converted wrongly, meets 伴走支援 by its reading. No key holds a blank or a sign.
"""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

from search.analysis import Piece, pieces, safe

KEY_CHARACTERS = 16  # longer beginnings are cut; two titles seldom agree so far from the start of a word
WORDS, PARTS, ALTERNATIVES = 24, 6, 16
LONG_VOWELS = 2  # written short, of one beginning
TYPED_CHARACTERS = 100
# From so many characters on, typed kanji are also looked up as read: two may be the half of another word.
READ_FROM = 3

Parts = tuple[tuple[str, ...], ...]

_VOWELS = "aiueo"
_KUNREI = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
_SMALL = "ゃぃゅぇょ"
_HEPBURN = {
    "sh": ["しゃ", "し", "しゅ", "しぇ", "しょ"],
    "ch": ["ちゃ", "ち", "ちゅ", "ちぇ", "ちょ"],
    "j": ["じゃ", "じ", "じゅ", "じぇ", "じょ"],
    "f": ["ふぁ", "ふぃ", "ふ", "ふぇ", "ふぉ"],
    "ts": ["つぁ", "つぃ", "つ", "つぇ", "つぉ"],
    "v": ["ゔぁ", "ゔぃ", "ゔ", "ゔぇ", "ゔぉ"],
    "w": ["わ", "うぃ", "う", "うぇ", "を"],
    "y": ["や", "い", "ゆ", "いぇ", "よ"],
    "th": ["てゃ", "てぃ", "てゅ", "てぇ", "てょ"],
    "dh": ["でゃ", "でぃ", "でゅ", "でぇ", "でょ"],
}
_MACRONS = str.maketrans({"ā": "aa", "ī": "ii", "ū": "uu", "ē": "ee", "ō": "ou", "â": "aa", "û": "uu", "ô": "ou"})
_LONG = frozenset("おこそとのほもよろごぞどぼぽょゅ")
_SIGNS = {"-": (1, "ー"), "'": (1, "")}
_TO_HIRAGANA = str.maketrans({chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)})
_KANA_ONLY = re.compile("[ぁ-ゖー]+")
_LATIN = re.compile("[a-zāīūēōâûô]")


# --- Titles ---------------------------------------------------------------------------------------------------------------
def title_keys(title: str) -> tuple[str, ...]:
    """The keys of a title, as written and as read, from every word on; at most 48."""
    found = [piece for piece in pieces(title[: KEY_CHARACTERS * WORDS]) if plain(piece.surface)]
    written = [plain(piece.surface) for piece in found]
    read = [_reading(piece) for piece in found]
    starts = [place for place, piece in enumerate(found) if piece.starts_word or not place][:WORDS]
    return tuple(dict.fromkeys(_from(forms, start) for start in starts for forms in (written, read)))


def _from(forms: list[str], start: int) -> str:
    """The key from one word on; a word has at least one character."""
    return "".join(forms[start : start + KEY_CHARACTERS])[:KEY_CHARACTERS]


def _reading(piece: Piece) -> str:
    return plain(piece.reading) or plain(piece.surface)


@lru_cache(maxsize=50_000)  # titles share their words
def plain(text: str) -> str:
    """As keys are written: NFKC, lower case, hiragana for katakana, letters and digits and long vowels only."""
    normal = unicodedata.normalize("NFKC", safe(text)).lower()
    return "".join(c for c in normal if c.isalnum() or c == "ー").translate(_TO_HIRAGANA)


def reading(text: str) -> str:
    """How a text is read, in hiragana; Latin words as the dictionary reads them."""
    return "".join(_reading(piece) for piece in pieces(text))


# --- What is typed ----------------------------------------------------------------------------------------------------------
def typed_keys(text: str) -> Parts:
    """What to look up: for each part between blanks, alternatives of which a key must start with one. Empty when there
    is nothing to look up."""
    parts = unicodedata.normalize("NFKC", safe(text[:TYPED_CHARACTERS])).split()
    return tuple(keys for part in parts[:PARTS] if (keys := _alternatives(part)))


def _alternatives(part: str) -> tuple[str, ...]:
    written = plain(part)
    if not written:
        return ()
    spoken = romaji(part)
    if not _LATIN.search(part.lower()) and len(written) >= READ_FROM and not _KANA_ONLY.fullmatch(written):
        spoken = (reading(part),)
    return tuple(dict.fromkeys(key[:KEY_CHARACTERS] for key in (written, *spoken)))


# --- Romaji -----------------------------------------------------------------------------------------------------------------
@cache
def syllables() -> dict[str, str]:
    """Every syllable in Latin letters, Hepburn and kunrei: `sha` and `sya` are both しゃ."""
    rows = {row: list(kana) for row, kana in _KUNREI.items()} | _HEPBURN
    rows |= {f"{row}y": [kana[1] + small for small in _SMALL] for row, kana in _KUNREI.items() if row}
    rows["jy"] = rows["j"]
    return {row + vowel: kana for row, kanas in rows.items() for vowel, kana in zip(_VOWELS, kanas, strict=True)}


@cache
def unfinished(letters: str) -> tuple[str, ...]:
    """The kana that typed consonants may become: `gy` → ぎゃ …; `n` may be ん too. Empty when nothing can follow."""
    found = ["ん"] if letters == "n" else []
    found += sorted({kana for latin, kana in syllables().items() if latin.startswith(letters)})
    return tuple(kana for kana in found if not any(kana != other and kana.startswith(other) for other in found))


def romaji(text: str) -> tuple[str, ...]:
    """Hiragana that romaji may stand for; the last syllable may be unfinished, a long vowel may be written short, kana
    may stand between. Empty when it is no romaji."""
    letters = text.lower().translate(_MACRONS) if _LATIN.search(text.lower()) else ""
    found: list[str] = []
    at = 0
    while at < len(letters):
        step = _syllable(letters, at)
        if not step:
            tails = unfinished(letters[at:])
            return _all_lengths(found, tails) if tails else ()
        found.append(step[1])
        at += step[0]
    return _all_lengths(found, ("",))


def _syllable(letters: str, at: int) -> tuple[int, str] | None:
    """(letters taken, kana) of the syllable at a place; None when it is unfinished or none at all."""
    here = letters[at]
    following = letters[at + 1 : at + 2]
    for length in (3, 2, 1):
        if kana := syllables().get(letters[at : at + length]):
            return length, kana
    if here == "n" and following == "n":
        return (1 if letters[at + 2 : at + 3] in {*_VOWELS, "y"} else 2), "ん"
    if here == "n" and following == "'":
        return 2, "ん"
    if (here == "n" and following and following != "y") or (here == "m" and following in {"b", "p"}):
        return 1, "ん"
    if following and "a" <= here <= "z" and (here == following or here + following == "tc"):
        return 1, "っ"
    return _SIGNS.get(here, None if "a" <= here <= "z" else (1, plain(here)))


def _all_lengths(kana: list[str], tails: tuple[str, ...]) -> tuple[str, ...]:
    """As typed first; then with う after syllables that are often written short: jigyosho may be じぎょうしょ."""
    choices: list[tuple[str, ...]] = []
    open_ = LONG_VOWELS
    for here, following in zip(kana, [*kana, tails[0]][1:], strict=True):
        may_be_long = open_ and here[-1:] in _LONG and following and following[0] not in "うおーんっ"
        choices.append((here, f"{here}う") if may_be_long else (here,))
        open_ -= bool(may_be_long)
    bodies = sorted(("".join(chosen) for chosen in product(*choices)), key=len)
    return tuple(body + tail for body, tail in product(bodies, tails) if body + tail)[:ALTERNATIVES]
