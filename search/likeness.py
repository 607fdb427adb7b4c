"""Do two stated issues speak of the same? By telling words, synonyms included: so that a reason given is true."""

import re
from functools import lru_cache
from pathlib import Path

from search.analysis import Token, tokens
from search.query import Clause, compile_query

LIGHT = Path(__file__).resolve().parent / "data" / "light_words.txt"
MOST_WORDS = 30  # of a sentence
GIST = 8  # words of a text that are asked: three of them must be found
# What the query language would read as syntax; blanks would ask for every word.
_SYNTAX = re.compile(r"[\s\"“”„＂|｜]+")
_NUMBER = re.compile(r"[0-9.,]+")
_NOUN = re.compile(r".*[一-龯々ァ-ヴーA-Za-z0-9]", re.DOTALL)


@lru_cache(maxsize=1)
def light_words() -> frozenset[str]:
    """Normalised words that say too little to call two issues alike."""
    lines = LIGHT.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def as_sentence(text: str) -> str:
    """The text as one sentence for the engine: most of its words, not each of them, must be found."""
    return _SYNTAX.sub("、", text).strip("、-−－–")


def telling(text: str) -> list[Clause]:
    """The words of a stated issue that another one may share, each with its synonyms."""
    found = compile_query(as_sentence(text)).clauses[:MOST_WORDS]
    return [clause for clause in found if not _is_light(clause)]


def gist(text: str) -> str:
    """The telling words as one sentence for the engine (in Japanese 「の」 makes it one): a quarter of the time that the
    whole text takes, and words that every story has do not count. The text itself when it has none."""
    return "の".join(clause.surface for clause in telling(text)[:GIST]) or as_sentence(text)


def _is_light(clause: Clause) -> bool:
    first = clause.alternatives[0]
    return len(first) == 1 and bool(first[0] in light_words() or _NUMBER.fullmatch(first[0]))


def shared(clauses: list[Clause], text: str) -> list[str]:
    """The words of `text` that say the same as one of the clauses, as `text` says them, in its order."""
    said = tokens(text) if clauses else []
    norms = [token.norm for token in said]
    wanted = {words for clause in clauses for words in clause.alternatives}
    longest = max(map(len, wanted), default=0)
    found: dict[str, None] = {}
    for start in range(len(norms)):
        for length in range(1, longest + 1):
            if tuple(norms[start : start + length]) in wanted:
                found.setdefault(_shown(text, said[start : start + length]))
    return list(found)


def _shown(text: str, said: list[Token]) -> str:
    """Nouns as written; verbs, of which only the stem is a token, in their dictionary form."""
    written = text[said[0].start : said[-1].end]
    return written if _NOUN.fullmatch(written) else "".join(token.norm for token in said)
