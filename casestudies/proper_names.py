"""Proper names in Japanese text, by the dictionary that search uses (SudachiPy, core)."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sudachipy import Dictionary, SplitMode
from sudachipy.errors import SudachiError

PERSON, PLACE, STATION, OTHER = "person", "place", "station", "name"
HONORIFICS = {"さん", "様", "さま", "氏", "君", "くん", "ちゃん", "殿"}
NUMERALS = "〇一二三四五六七八九十百千万"
ORDINARY = {"仲居", "見方"}  # common words that the dictionary also knows as names
CHUNK = 12_000  # characters; the tokenizer refuses more than 49,149 bytes
_local = threading.local()


@dataclass(frozen=True)
class ProperName:
    """A name, its kind and where it begins in the text."""

    kind: str
    text: str
    start: int


@cache
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")  # mapped from the file: a second one costs 2 MB


def _tokenizer() -> Any:
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
    return _local.tokenizer


def proper_names(text: str) -> list[ProperName]:
    """People, places, stations and other names, in order. Text that cannot be analysed has none."""
    found: list[ProperName] = []
    for start in range(0, len(text), CHUNK):
        part = text[start : start + CHUNK].encode("utf-8", "replace").decode()
        try:
            tokens = list(_tokenizer().tokenize(part))
        except SudachiError:
            continue
        found += [ProperName(name.kind, name.text, name.start + start) for name in _names(tokens)]
    return found


def _names(tokens: list[Any]) -> Iterator[ProperName]:
    index = 0
    while index < len(tokens):
        kind, count = _name_at(tokens, index)
        if kind:
            run = tokens[index : index + count]
            yield ProperName(kind, "".join(t.surface() for t in run), run[0].begin())
        index += count


def _name_at(tokens: list[Any], index: int) -> tuple[str, int]:
    """(kind or '', number of tokens) of what begins at this token."""
    kind = _kind(tokens[index])
    following = [token.surface() for token in tokens[index + 1 : index + 3]]
    if not kind:
        unknown = tokens[index].is_oov() and tokens[index].part_of_speech()[0] == "名詞"
        return (PERSON, 1) if unknown and following[:1] and following[0] in HONORIFICS else ("", 1)
    if kind == PERSON:
        return _person(tokens, index)
    if following[:1] == ["駅"]:
        return STATION, 2
    return kind, 1


def _person(tokens: list[Any], index: int) -> tuple[str, int]:
    """Family and given name together. A single character is a name only when it is addressed as one."""
    count = 1
    while index + count < len(tokens) and _kind(tokens[index + count]) == PERSON:
        count += 1
    name = "".join(token.surface() for token in tokens[index : index + count])
    after = tokens[index + count].surface() if index + count < len(tokens) else ""
    return (PERSON if len(name) > 1 or after in HONORIFICS else "", count)


def _kind(token: Any) -> str:
    """The kind of a token that is a proper noun; '' for everything else."""
    speech, surface = token.part_of_speech(), token.surface()
    if speech[1] != "固有名詞" or surface.isascii() or surface[0] in NUMERALS or surface in ORDINARY:
        return ""
    if speech[2] == "人名":
        return PERSON
    if speech[2] == "地名":
        return PLACE if speech[3] != "国" and len(surface) > 1 else ""
    return STATION if surface.endswith("駅") else OTHER
