"""The codebook as a tree, read in one query: order, depth, what stands above and below."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from distil.models import Code, Coding, Mark

SEPARATOR = " › "


@dataclass(frozen=True)
class Node:
    """A code where it stands. `depth` counts from 1; `path` is its name with those above it."""

    code: Code
    depth: int
    path: str


class Codebook:
    """All codes, or those given. Changes to the database afterwards are not seen."""

    def __init__(self, codes: Iterable[Code] | None = None) -> None:
        self.codes = {code.pk: code for code in (Code.objects.all() if codes is None else codes)}
        self._below: dict[int | None, list[Code]] = {}
        for code in self.codes.values():
            self._below.setdefault(code.parent_id, []).append(code)

    def nodes(self, below: int | None = None, depth: int = 1, above: str = "") -> Iterator[Node]:
        """Active codes, each before those below it."""
        for code in self._below.get(below, ()):
            if code.is_active:
                path = f"{above}{SEPARATOR}{code.name}" if above else code.name
                yield Node(code, depth, path)
                yield from self.nodes(code.pk, depth + 1, path)

    def retired(self) -> list[Code]:
        """Codes that are given to nothing any more, newest first."""
        gone = [(code.retired_at, code.pk, code) for code in self.codes.values() if code.retired_at]
        return [code for _at, _pk, code in sorted(gone, reverse=True)]

    def above(self, pk: int) -> list[int]:
        """Ids of the codes above one, nearest first."""
        found: list[int] = []
        parent = self.codes[pk].parent_id
        while parent and parent not in found:
            found.append(parent)
            parent = self.codes[parent].parent_id
        return found

    def under(self, pk: int) -> set[int]:
        """Ids of a code and of all below it."""
        return {pk, *(found for code in self._below.get(pk, ()) for found in self.under(code.pk))}

    def depth(self, pk: int) -> int:
        """On which level it stands, from 1."""
        return len(self.above(pk)) + 1

    def height(self, pk: int) -> int:
        """How many levels it and the active codes below it take."""
        return 1 + max((self.height(code.pk) for code in self._below.get(pk, ()) if code.is_active), default=0)

    def path(self, pk: int) -> str:
        """Its name with those above it."""
        return SEPARATOR.join(self.codes[id].name for id in [*reversed(self.above(pk)), pk])

    def counted(self, user: Any) -> dict[int, int]:
        """Id of a code → how many passages that `user` may read carry it or one below it, each counted once."""
        marks: dict[int, set[int]] = {pk: set() for pk in self.codes}
        standing = Mark.objects.visible_to(user).standing().order_by()
        for code, mark in Coding.objects.filter(mark__in=standing.values("pk")).values_list("code_id", "mark_id"):
            for pk in (code, *self.above(code)):
                marks[pk].add(mark)
        return {pk: len(found) for pk, found in marks.items()}
