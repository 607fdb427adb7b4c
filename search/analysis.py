"""Japanese text → normalised words with offsets. The one place where text is analysed, for every engine.

SudachiPy in mode C does NFKC, lower case, okurigana and most numerals itself and reports offsets into the text it was
given, half-width kana included; what is added here: safe input (NUL, control characters, lone surrogates, any length),
the variants that it does not know (`search.variants`), the choice of what counts as a word, and tokens that hold no
blank (engines split on blanks).
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from itertools import compress
from typing import Literal, NamedTuple

from sudachipy import Dictionary, Morpheme, MorphemeList, SplitMode, Tokenizer
from sudachipy.errors import SudachiError

from search.variants import UNSAFE, plain, plain_form

# Sudachi refuses more than 49,149 bytes; 12,000 characters of 4 bytes stay below.
CHUNK_CHARACTERS = 12_000
# Of texts whose readings are asked for. One character may become 18 when normalised.
SHORT_CHARACTERS = 500
TOKEN_CHARACTERS = 64
FIELDS: set[Literal["pos", "normalized_form"]] = {
    "pos",
    "normalized_form",
}  # the rest of a dictionary entry is not read
# Private-use characters that mark things in stored words, so no token may hold them: a section boundary, the end of the
# text's own words, and words that are frequent in a document.
BOUNDARY, TAIL = "\ue000", "\ue001"
STRONG = ("\ue002", "\ue003")

WORD, PRONOUN, FUNCTION, SYMBOL = range(4)
SUFFIX = "接尾辞"
MISREAD = {"腹落ち": "ハラオチ"}  # two words in the dictionary, read apart: フク, オチ
_ROLES = {
    "助詞": FUNCTION,
    "助動詞": FUNCTION,
    "補助記号": SYMBOL,
    "記号": SYMBOL,
    "空白": SYMBOL,
    "代名詞": PRONOUN,
}
# One character for one, so that offsets stay true.
_UNSAFE = re.compile(f"[{UNSAFE}]")
_NOT_IN_TOKEN = re.compile(r"[\s\x00-\x1f\ue000-\ue003]+")
_LETTERS = re.compile(r"[^\W_ー]")
_BREAK = re.compile(r"[。．\n！？!?]")
_HIRAGANA = re.compile(r"[ぁ-ゖー]{3,20}")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_CACHE_LIMIT = 200_000


class Token(NamedTuple):
    """A piece of text: normalised form (empty for blanks), offsets into the original text, role (WORD, PRONOUN …)."""

    norm: str
    start: int
    end: int
    role: int


class Words(NamedTuple):
    """Words as columns: normalised forms, where each begins and ends in the original text."""

    norms: list[str]
    starts: list[int]
    ends: list[int]


class Piece(NamedTuple):
    """A piece of a short text as written and as read (katakana); `starts_word`: somebody may begin to type here."""

    surface: str
    reading: str
    starts_word: bool


class _Roles(dict[int, int]):
    """Part of speech → role, learned when first met."""

    def __missing__(self, pos_id: int) -> int:
        role = self[pos_id] = _ROLES.get(_dictionary.load().pos_of(pos_id)[0], WORD)
        return role


class _Starts(dict[int, bool]):
    """Part of speech → may one begin to type with it? Learned when first met."""

    def __missing__(self, pos_id: int) -> bool:
        kind = _dictionary.load().pos_of(pos_id)[0]
        starts = self[pos_id] = kind != SUFFIX and _dictionary.roles[pos_id] <= PRONOUN
        return starts


class _Forms(dict[str, str]):
    """Dictionary form → token, learned when first met."""

    def __missing__(self, raw: str) -> str:
        if len(self) > _CACHE_LIMIT:
            self.clear()
        form = self[raw] = clean_form(raw)
        return form


class _Dictionary:
    """The dictionary (90 MB, 0.2 s) is loaded once per process, a tokenizer once per thread."""

    def __init__(self) -> None:
        self.loaded: Dictionary | None = None
        self.lock = threading.Lock()
        self.local = threading.local()
        self.roles, self.starts, self.forms = _Roles(), _Starts(), _Forms()
        # Entry → token, empty for what is no word. Not more than the dictionary has, of which a corpus uses few.
        self.known: dict[int, str] = {}

    def load(self) -> Dictionary:
        with self.lock:
            if self.loaded is None:
                self.loaded = Dictionary(dict="core")
            return self.loaded

    def tokenizer(self) -> Tokenizer:
        found = getattr(self.local, "tokenizer", None)
        if found is None:
            found = self.local.tokenizer = self.load().tokenizer(mode=SplitMode.C, fields=FIELDS)
        return found

    def reader(self) -> Tokenizer:
        """A tokenizer that knows how words are read and composed, which costs more."""
        found = getattr(self.local, "reader", None)
        if found is None:
            found = self.local.reader = self.load().tokenizer(mode=SplitMode.C)
        return found


_dictionary = _Dictionary()


def warm() -> None:
    """Load the dictionary now rather than in the first request."""
    _dictionary.tokenizer()


def safe(text: str) -> str:
    """The text with NUL, control characters and lone surrogates replaced, character for character."""
    return _UNSAFE.sub(" ", text)


def clean_form(raw: str) -> str:
    """A form as a token: NFKC, lower case, no blank inside, at most 64 characters; empty when nothing is left."""
    form = unicodedata.normalize("NFKC", raw).lower()
    return plain_form(_NOT_IN_TOKEN.sub("", form)[:TOKEN_CHARACTERS])


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """(offset, piece) with pieces that Sudachi takes, cut behind a sentence where there is one."""
    start = 0
    while len(text) - start > CHUNK_CHARACTERS:
        end = start + CHUNK_CHARACTERS
        breaks = [m.end() for m in _BREAK.finditer(text, end - 2000, end)]
        end = breaks[-1] if breaks else end
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _morphemes(text: str) -> Iterator[tuple[int, MorphemeList]]:
    """(offset, morphemes) of a text, piece by piece."""
    for start, piece in _chunks(plain(text)):
        if piece:
            yield from _of_piece(piece, start)


def _of_piece(piece: str, offset: int) -> Iterator[tuple[int, MorphemeList]]:
    """A piece that grows too long when normalised (㍿) is halved."""
    try:
        yield offset, _dictionary.tokenizer().tokenize(piece)
    except SudachiError:
        half = len(piece) // 2
        if half:
            yield from _of_piece(piece[:half], offset)
            yield from _of_piece(piece[half:], offset + half)


def morphs(text: str) -> list[Token]:
    """Everything in a text of any length and content, in order: words, particles, signs, blanks."""
    return [_token(m, offset) for offset, morphemes in _morphemes(text) for m in morphemes]


def _token(m: Morpheme, offset: int) -> Token:
    role, norm = _dictionary.roles[m.part_of_speech_id()], _dictionary.forms[m.normalized_form()]
    if role == SYMBOL and _LETTERS.search(norm):
        role = WORD  # Greek, Arabic … are signs to the dictionary
    return Token(norm, m.begin() + offset, m.end() + offset, role)


def loanword(text: str) -> list[Token]:
    """The one word of the dictionary that hiragana stands for when it is written in katakana (ほーむぺーじ), as a list;
    empty when there is none, or when it is a word in hiragana too."""
    if not _HIRAGANA.fullmatch(text) or len(morphs(text)) < 2:
        return []
    found = [m for _offset, morphemes in _morphemes(text.translate(_TO_KATAKANA)) for m in morphemes]
    return [_token(found[0], 0)] if len(found) == 1 and not found[0].is_oov() else []


def words(text: str) -> Words:
    """The words of a text as columns; particles, auxiliaries and symbols are left out. These are the words among `morphs`,
    in a third of the time: every document goes through here, so what is asked of each morpheme is asked by `map`, and what
    the dictionary says of an entry is asked once."""
    found = Words([], [], [])
    for offset, morphemes in _morphemes(text):
        listed = list(morphemes)
        norms = _norms(listed)
        kept = list(compress(listed, norms))
        found.norms.extend(filter(None, norms))
        starts, ends = map(Morpheme.begin, kept), map(Morpheme.end, kept)
        found.starts.extend(map(offset.__add__, starts) if offset else starts)
        found.ends.extend(map(offset.__add__, ends) if offset else ends)
    return found


def _norms(morphemes: list[Morpheme]) -> list[str]:
    """The token of each morpheme, empty for what is no word."""
    known = _dictionary.known
    norms = list(map(known.get, map(Morpheme.word_id, morphemes)))
    if None in norms:
        norms = [_norm(m) if norm is None else norm for m, norm in zip(morphemes, norms, strict=True)]
    return norms  # type: ignore[return-value]


def _norm(m: Morpheme) -> str:
    token = _token(m, 0)
    norm = token.norm if token.role <= PRONOUN else ""
    if not m.is_oov():  # words that are not in the dictionary share a number
        _dictionary.known[m.word_id()] = norm
    return norm


def tokens(text: str) -> list[Token]:
    """The words of a text, one by one."""
    return [Token(norm, start, end, WORD) for norm, start, end in zip(*words(text), strict=True)]


def pieces(text: str) -> list[Piece]:
    """A short text (a title, a label, something typed) with its readings; compounds in their parts."""
    found: list[Piece] = []
    for m in _dictionary.reader().tokenize(safe(text)[:SHORT_CHARACTERS]):
        for piece in _pieces_of(m):
            together = f"{found[-1].surface if found else ''}{piece.surface}"
            if together in MISREAD:
                found[-1:] = [Piece(together, MISREAD[together], True)]
            else:
                found.append(piece)
    return found


def _pieces_of(m: Morpheme) -> Iterator[Piece]:
    """A compound in its parts, unless it is read otherwise than they are."""
    surface, reading = m.surface(), m.reading_form()
    starts = _dictionary.starts[m.part_of_speech_id()]
    parts = [(p.surface(), p.reading_form()) for p in m.split(SplitMode.A)] if len(surface) > 2 else []
    if "".join(read for _written, read in parts) != reading:
        yield Piece(surface, reading, starts)
        return
    for place, (written, read) in enumerate(parts):
        yield Piece(written, read, starts and (not place or len(written) > 1))


def is_word(token: Token) -> bool:
    """Is it something that search looks for?"""
    return token.role <= PRONOUN and bool(token.norm)


def is_sentence(run: list[Token]) -> bool:
    """Does the run read like a sentence: a particle or auxiliary among its words?"""
    return any(m.role == FUNCTION for m in run) and any(is_word(m) for m in run)


def bigrams(text: str) -> list[str]:
    """Adjacent character pairs of already normalised text."""
    return [text[i : i + 2] for i in range(len(text) - 1)]
