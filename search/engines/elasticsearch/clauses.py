"""A compiled query → what the cluster is asked to match, and how it ranks."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from elasticsearch.dsl.query import Bool, DisMax, MatchPhrase, Query, Term

from search.analysis import bigrams
from search.query import Clause, Compiled, Need
from search.ranking import BIGRAMS, EXTRAS, PAIRS

WORDS, PAIRED = "words", "words.bigrams"


def sequence(words: Sequence[str], boost: float = 1.0) -> Query:
    """A word, or words in a row. Sections are kept apart by a word that no query holds."""
    if len(words) == 1:
        return Term(WORDS, {"value": words[0], "boost": boost})
    return MatchPhrase(WORDS, {"query": " ".join(words), "boost": boost})


def clause(wanted: Clause) -> Query:
    """Any of the alternatives; the best of them counts, so that a word with synonyms weighs no more than another."""
    if len(wanted.alternatives) == 1:
        return sequence(wanted.alternatives[0])
    return DisMax(queries=[sequence(words) for words in wanted.alternatives])


def any_of(queries: list[Query], minimum: int = 1) -> Query:
    """At least `minimum` of the queries."""
    return queries[0] if len(queries) == 1 else Bool(should=queries, minimum_should_match=minimum)


def needed(needs: Iterable[Need], minimums: Iterable[int]) -> list[Query]:
    """All of these must hold: of each need as many clauses as its minimum says."""
    return [any_of([clause(c) for c in need.clauses], k) for need, k in zip(needs, minimums, strict=True)]


def levels(needs: tuple[Need, ...]) -> list[tuple[int, ...]]:
    """The minimums of all needs, as typed and then relaxed step by step: the largest asks for one word fewer, down to
    its floor."""
    minimums = [need.minimum for need in needs]
    found = [tuple(minimums)]
    while loose := [i for i, need in enumerate(needs) if minimums[i] > need.floor]:
        minimums[max(loose, key=lambda i: minimums[i])] -= 1
        found.append(tuple(minimums))
    return found


def closeness(compiled: Compiled) -> Query | None:
    """What ranks the best once more: the typed characters in pairs, and the typed words side by side. Pairs are those of
    the stored words with the blanks between them: one with a blank says how a word begins or ends."""
    characters = list(dict.fromkeys(bigrams(f" {' '.join(compiled.words)} ")))[:EXTRAS]
    neighbours = list(dict.fromkeys(pairwise(compiled.words)))[:EXTRAS]
    parts: list[Query] = [Term(PAIRED, {"value": pair, "boost": BIGRAMS}) for pair in characters]
    parts += [sequence(pair, PAIRS) for pair in neighbours]
    return Bool(should=parts) if parts else None
