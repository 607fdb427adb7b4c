"""The words around the articles, the same on the page, in the PDF and in the Word file. In the language of the moment."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from knowhow.models import HandbookAudience

Values = dict[str, Any]


def edition_name(number: int) -> str:
    """「第2版」."""
    return _("Edition %(n)s") % {"n": number}


def day(iso: str) -> str:
    """A date as readers write it; '' for none."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else ""


def around(content: Values, number: int) -> Values:
    """What the templates of an edition need."""
    return {
        "content": content,
        "edition_name": edition_name(number),
        "facts": facts(content, number),
        "how_to_read": how_to_read(content),
    }


def facts(content: Values, number: int) -> list[tuple[str, str]]:
    """(name, value) of what stands on the cover."""
    articles = sum(len(part["articles"]) for part in content["parts"])
    cases = len(content["sources"])
    held = npgettext("handbook", "%(n)s article", "%(n)s articles", articles) % {"n": articles}
    if cases:
        held += pgettext("list", ", ") + ngettext("%(n)s source case", "%(n)s source cases", cases) % {"n": cases}
    return [
        (pgettext("handbook", "Edition"), edition_name(number)),
        (pgettext("handbook", "As of"), day(content["as_of"])),
        (pgettext("handbook", "For"), str(HandbookAudience(content["audience"]).label)),
        (_("Support steps"), pgettext("list", ", ").join(part["name"] for part in content["parts"])),
        (_("Contents in numbers"), held),
    ]


def how_to_read(content: Values) -> list[str]:
    """Paragraphs before the first chapter."""
    found = [
        _(
            "This handbook gathers the know-how that was published on Bansou on the day above: what curators drew from"
            " good and failed cases of accompanying support, each checked by a second curator."
        ),
        _(
            "How well it is supported (A to D) is computed from the cases behind it: how many organisations stand behind"
            " them, how they spread over regions, sizes and industries, what follow-ups said and what contradicts it."
            " How strongly it is recommended is decided by curators."
        ),
        _(
            "Words in quotation come from published cases. A number such as [1] leads to the list of cases at the end."
            " Cases that not every reader of this edition may read are only counted."
        ),
    ]
    if content["audience"] == HandbookAudience.MEMBERS:
        found.append(_("This edition is for members. Please do not pass it on to others."))
    return found


def grade_words(grade: str) -> str:
    """「A 裏づけ十分」."""
    known = {
        "A": pgettext("grade", "Well supported"),
        "B": pgettext("grade", "Mostly supported"),
        "C": pgettext("grade", "Little support yet"),
        "D": pgettext("grade", "Hardly supported"),
    }
    return f"{grade} {known[grade]}" if grade in known else pgettext("grade", "Not graded yet")


def article_facts(article: Values) -> list[tuple[str, str]]:
    """(name, value) under the claim of an article."""
    listed = [
        (_("Kind"), article["kind"]),
        (_("How well it is supported"), grade_words(article["grade"])),
        (_("Recommendation"), article["strength"]),
        (_("Also helps in"), pgettext("list", ", ").join(article["also"])),
        (_("Published on"), day(article["published_on"])),
    ]
    return [(name, value) for name, value in listed if value]


def source_line(source: Values) -> str:
    """Author, what the case is, when it appeared."""
    appeared = _("published on %(day)s") % {"day": day(source["published_on"])} if source["published_on"] else ""
    return "　".join(filter(None, [source["author"], source["facts"], appeared]))
