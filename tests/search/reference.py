"""The contract in plain Python: loops and sets, nothing clever. It shares only analysis and compiler with the engines."""

from search.analysis import tokens
from search.engines.base import Document, Query
from search.query import Clause, Compiled, compile_query


class Reference:
    """Documents in a dict; every answer is computed by looking at all of them."""

    def __init__(self, documents: list[Document] = ()):
        self.documents = {(d.kind, d.id): d for d in documents}
        self.words = {key: sections(d) for key, d in self.documents.items()}

    def put(self, document: Document) -> None:
        key = (document.kind, document.id)
        self.documents[key] = document
        self.words[key] = sections(document)

    def drop(self, kind: str, id: str) -> None:
        self.documents.pop((kind, id), None)

    def found(self, query: Query, ignored: str = "", kinds=None) -> set:
        """(kind, id) of all that the query finds; the selection of one scheme may be ignored."""
        matching = self.matching(query, query.kinds if kinds is None else kinds)
        return {key for key in matching if passes(self.documents[key], query, ignored)}

    def matching(self, query: Query, kinds) -> set:
        compiled = compile_query(query.text)
        base = {
            key
            for key, d in self.documents.items()
            if set(d.audience) & set(query.audience)
            and (not kinds or d.kind in kinds)
            and not any(self.holds(key, clause) for clause in compiled.excluded)
        }
        return self.relaxed(compiled, base)[0]

    def relaxed(self, compiled: Compiled, base: set) -> tuple[set, bool]:
        minimums = [need.minimum for need in compiled.needs]
        while True:
            found = {
                key
                for key in base
                if all(
                    sum(self.holds(key, clause) for clause in need.clauses) >= k
                    for need, k in zip(compiled.needs, minimums, strict=True)
                )
            }
            loose = [i for i, need in enumerate(compiled.needs) if minimums[i] > need.floor]
            if found or not loose:
                return found, bool(found) and minimums != [need.minimum for need in compiled.needs]
            minimums[max(loose, key=lambda i: minimums[i])] -= 1

    def holds(self, key, clause: Clause) -> bool:
        return any(contains(section, sequence) for section in self.words[key] for sequence in clause.alternatives)

    def facets(self, query: Query) -> dict:
        counts = {}
        for scheme in query.facets:
            counts[scheme] = count(
                code
                for key in self.found(query, ignored=scheme)
                for code in set(self.documents[key].facets.get(scheme, ()))
            )
        return counts

    def kinds(self, query: Query) -> dict:
        present = {kind for kind, _id in self.documents}
        counts = {kind: len(self.found(query, kinds=(kind,))) for kind in present}
        return {kind: n for kind, n in counts.items() if n}


def count(codes) -> dict:
    found: dict[str, int] = {}
    for code in codes:
        found[code] = found.get(code, 0) + 1
    return found


def sections(document: Document) -> list[list[str]]:
    texts = [document.title, document.summary, *(section.text for section in document.sections)]
    return [[token.norm for token in tokens(text)] for text in texts]


def contains(words: list[str], sequence: tuple[str, ...]) -> bool:
    return any(tuple(words[i : i + len(sequence)]) == sequence for i in range(len(words)))


def passes(document: Document, query: Query, ignored: str) -> bool:
    for scheme, codes in query.selected.items():
        if scheme != ignored and not set(codes) & set(document.facets.get(scheme, ())):
            return False
    for scheme, (first, last) in query.ranges.items():
        held = document.facets.get(scheme, ())
        if scheme != ignored and not any((first is None or c >= first) and (last is None or c <= last) for c in held):
            return False
    return not any(set(codes) & set(document.facets.get(scheme, ())) for scheme, codes in query.excluded.items())
