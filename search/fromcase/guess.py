"""The type of the stated issue, guessed from its sentence when it was not chosen. Shown as a guess, never as a fact."""

import csv
from functools import lru_cache
from pathlib import Path

from search.likeness import shared
from search.query import Clause
from search.synonyms.expansion import sequence_of

DATA = Path(__file__).resolve().parents[1] / "data" / "issue_words.csv"


@lru_cache(maxsize=1)
def cues() -> dict[str, list[Clause]]:
    """Code of `surface_issue` → the words that speak for it."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["words"].split("|")) for row in csv.DictReader(file)]
    return {code: [Clause(word, (sequence_of(word),)) for word in words] for code, words in rows}


def guessed_issue(text: str) -> str:
    """The type that most words of the sentence speak for, '' when there is none; of equal ones the first of the file."""
    counts = {code: len(shared(words, text)) for code, words in cues().items()} if text.strip() else {}
    best = max(counts, key=lambda code: counts[code], default="")
    return best if best and counts[best] else ""
