"""An Anchor: the one value that points into a case (remark, mark, evidence, search passage)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

CONTEXT = 24  # characters kept on either side of a quote, to find it again after an edit


@dataclass(frozen=True)
class Anchor:
    """`section` is a text's name or a kind of row; `row` the key of a row or ''; `quote` the exact words or ''."""

    public_id: str
    section: str
    row: str = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def html_id(self) -> str:
        """The id on the case page: the row's key, or the text's name."""
        return self.row or f"s-{self.section}"

    def as_dict(self) -> dict[str, str]:
        """For a JSON column."""
        return asdict(self)


def stored_anchor(stored: Mapping[str, Any]) -> Anchor:
    """What `as_dict` stored, as a value again; keys that an Anchor does not have are passed over."""
    return Anchor(**{field.name: str(stored.get(field.name, "")) for field in fields(Anchor)})


def anchor_for(public_id: str, section: str, text: str, quote: str, row: str = "") -> Anchor:
    """An anchor on `quote` inside `text`, with its surroundings; without them when the quote is not there."""
    start = text.find(quote) if quote else -1
    if start < 0:
        return Anchor(public_id, section, row, quote)
    end = start + len(quote)
    return Anchor(public_id, section, row, quote, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def find_again(anchor: Anchor, text: str) -> int:
    """Where the quote stands in `text` now: by its surroundings, else by the words alone; -1 when it is gone."""
    if not anchor.quote:
        return -1
    exact = text.find(anchor.prefix + anchor.quote + anchor.suffix)
    if exact >= 0:
        return exact + len(anchor.prefix)
    return text.find(anchor.quote)
