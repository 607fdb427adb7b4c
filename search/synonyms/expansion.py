"""Synonyms, expanded at query time only, so that a new one works at once and no text is indexed again.

A group is a list of words. `both`: each finds all. `one`: the first finds the others too, not the other way round.
Groups do not join: with A = B and B = C, A finds no C. Which groups are in force says `search.synonyms.current`.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search.analysis import tokens

DATA = Path(__file__).resolve().parents[1] / "data" / "synonyms.csv"
Sequence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand for each other; `one_way`: only the first stands for the rest."""

    words: tuple[str, ...]
    one_way: bool = False


class Synonyms:
    """Token sequence → all sequences that it finds, itself first. `written`: sequence → how it was written."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.alternatives: dict[Sequence, tuple[Sequence, ...]] = {}
        self.written: dict[Sequence, str] = {}
        for group in groups:
            self._add(group)
        self.longest = max((len(sequence) for sequence in self.alternatives), default=1)

    def _add(self, group: Group) -> None:
        sequences = list(dict.fromkeys(found for word in group.words if (found := sequence_of(word))))
        for word in group.words:
            self.written.setdefault(sequence_of(word), word)
        for source in sequences[:1] if group.one_way else sequences:
            known = self.alternatives.get(source, (source,))
            self.alternatives[source] = tuple(dict.fromkeys([*known, *sequences]))

    def at(self, words: list[str], start: int) -> tuple[int, tuple[Sequence, ...]]:
        """(number of tokens taken, alternatives) for the longest synonym that begins at `start`; (1, itself) if none."""
        for length in range(min(self.longest, len(words) - start), 0, -1):
            found = self.alternatives.get(tuple(words[start : start + length]))
            if found:
                return length, found
        return 1, ((words[start],),)


def sequence_of(word: str) -> Sequence:
    """A word as the tokens that search sees."""
    return tuple(token.norm for token in tokens(word))


def read_groups(path: Path = DATA) -> Iterator[Group]:
    """The groups of the data file: `direction,words`, words separated by |."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Group(tuple(row["words"].split("|")), row["direction"] == "one")
