"""Japanese text → normalised words with offsets. The one place where text is analysed, for every engine.

SudachiPy in mode C does NFKC, lower case and old characters itself and reports offsets into the text it was given,
half-width kana included; what is added here: safe input (NUL, control characters, lone surrogates, any length), the
choice of what counts as a word, and tokens that hold no blank (engines split on blanks).
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from sudachipy import Dictionary, SplitMode, Tokenizer
from sudachipy.errors import SudachiError

# Sudachi refuses more than 49,149 bytes; 12,000 characters of 4 bytes stay below.
CHUNK_CHARACTERS = 12_000
TOKEN_CHARACTERS = 64
# Private-use characters that mark things in stored words, so no token may hold them: a section boundary, the end of the
# text's own words, and words that are frequent in a document.
BOUNDARY, TAIL = "\ue000", "\ue001"
STRONG = ("\ue002", "\ue003")

WORD, PRONOUN, FUNCTION, SYMBOL = range(4)
_ROLES = {
    "助詞": FUNCTION,
    "助動詞": FUNCTION,
    "補助記号": SYMBOL,
    "記号": SYMBOL,
    "空白": SYMBOL,
    "代名詞": PRONOUN,
}
# One character for one, so that offsets stay true.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\ue003\ufeff]")
_NOT_IN_TOKEN = re.compile(r"[\s\x00-\x1f\ue000-\ue003]+")
_LETTERS = re.compile(r"[^\W_ー]")
_BREAK = re.compile(r"[。．\n！？!?]")
_CACHE_LIMIT = 200_000


class Token(NamedTuple):
    """A piece of text: normalised form (empty for blanks), offsets into the original text, role (WORD, PRONOUN …)."""

    norm: str
    start: int
    end: int
    role: int


class _Dictionary:
    """The dictionary (90 MB, 0.2 s) is loaded once per process, a tokenizer once per thread."""

    def __init__(self) -> None:
        self.user_dictionary = ""
        self.loaded: Dictionary | None = None
        self.lock = threading.Lock()
        self.local = threading.local()
        self.roles: dict[int, int] = {}
        self.forms: dict[str, str] = {}

    def load(self) -> Dictionary:
        with self.lock:
            if self.loaded is None:
                user = {"user": [self.user_dictionary]} if self.user_dictionary else {}
                self.loaded = Dictionary(dict="core", **user)
            return self.loaded

    def tokenizer(self) -> Tokenizer:
        found = getattr(self.local, "tokenizer", None)
        if found is None:
            found = self.local.tokenizer = self.load().tokenizer(mode=SplitMode.C)
        return found

    def learn_role(self, pos_id: int) -> int:
        """What kind of word a part of speech is; remembered."""
        role = self.roles[pos_id] = _ROLES.get(self.load().pos_of(pos_id)[0], WORD)
        return role

    def learn_form(self, raw: str) -> str:
        """A dictionary form as a token; remembered."""
        if len(self.forms) > _CACHE_LIMIT:
            self.forms.clear()
        form = self.forms[raw] = clean_form(raw)
        return form


_dictionary = _Dictionary()


def configure(user_dictionary: str = "") -> None:
    """Use a compiled Sudachi user dictionary (path), before the first text is analysed. An index built with another
    dictionary must be rebuilt."""
    _dictionary.user_dictionary = user_dictionary


def warm() -> None:
    """Load the dictionary now rather than in the first request."""
    _dictionary.tokenizer()


def safe(text: str) -> str:
    """The text with NUL, control characters and lone surrogates replaced, character for character."""
    return _UNSAFE.sub(" ", text)


def clean_form(raw: str) -> str:
    """A form as a token: NFKC, lower case, no blank inside, at most 64 characters; empty when nothing is left."""
    form = unicodedata.normalize("NFKC", raw).lower()
    return _NOT_IN_TOKEN.sub("", form)[:TOKEN_CHARACTERS]


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


def _tokenize(piece: str, offset: int, words_only: bool) -> list[Token]:
    """Tokens of one piece; a piece that grows too long when normalised (㍿) is halved."""
    try:
        morphemes = _dictionary.tokenizer().tokenize(piece)
    except SudachiError:
        half = len(piece) // 2
        pieces = [(piece[:half], offset), (piece[half:], offset + half)] if half else []
        return [token for part, start in pieces for token in _tokenize(part, start, words_only)]
    # Called for every word of every document: look-ups are written out, and a particle costs one call only.
    roles, forms, found = _dictionary.roles, _dictionary.forms, []
    for m in morphemes:
        pos_id = m.part_of_speech_id()
        role = roles.get(pos_id)
        if role is None:
            role = _dictionary.learn_role(pos_id)
        if words_only and role == FUNCTION:
            continue
        raw = m.normalized_form()
        norm = forms.get(raw)
        if norm is None:
            norm = _dictionary.learn_form(raw)
        if role == SYMBOL and _LETTERS.search(norm):
            role = WORD  # Greek, Arabic … are signs to the dictionary
        if not words_only or (role <= PRONOUN and norm):
            found.append(Token(norm, m.begin() + offset, m.end() + offset, role))
    return found


def _all_tokens(text: str, words_only: bool) -> list[Token]:
    return [token for start, piece in _chunks(safe(text)) if piece for token in _tokenize(piece, start, words_only)]


def morphs(text: str) -> list[Token]:
    """Everything in a text of any length and content, in order: words, particles, signs, blanks."""
    return _all_tokens(text, words_only=False)


def tokens(text: str) -> list[Token]:
    """The words of a text; particles, auxiliaries and symbols are left out. Offsets are into `text` as given."""
    return _all_tokens(text, words_only=True)


def is_word(token: Token) -> bool:
    """Is it something that search looks for?"""
    return token.role <= PRONOUN and bool(token.norm)


def is_sentence(run: list[Token]) -> bool:
    """Does the run read like a sentence: a particle or auxiliary among its words?"""
    return any(m.role == FUNCTION for m in run) and any(is_word(m) for m in run)


def bigrams(joined: str) -> list[str]:
    """Adjacent character pairs of already normalised text."""
    return [joined[i : i + 2] for i in range(len(joined) - 1)]
