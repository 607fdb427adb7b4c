"""What may identify somebody in one Japanese text: patterns and proper names, each as a spot with its kind."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casestudies import proper_names, widening

MASKED = re.compile(r"■+|〔匿名化[^〕\n]{0,40}〕")


@dataclass(frozen=True)
class Kind:
    """One kind of finding: what a mask calls it (Japanese text of the case), and why it matters."""

    code: str
    label: Any
    mask: str
    why: Any


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "company",
            pgettext_lazy("finding", "Name of a firm"),
            "会社名",
            _("The name of a firm tells at once who it is."),
        ),
        Kind(
            "person",
            pgettext_lazy("finding", "Name of a person"),
            "人名",
            _("A name leads to the person and the firm."),
        ),
        Kind(
            "contact",
            pgettext_lazy("finding", "Contact"),
            "連絡先",
            _("A telephone number, mail or web address leads straight to the firm."),
        ),
        Kind("address", pgettext_lazy("finding", "Address"), "住所", _("An address leaves one firm only.")),
        Kind(
            "place",
            pgettext_lazy("finding", "Name of a place"),
            "地名",
            _("A place, together with industry and size, often leaves one firm only."),
        ),
        Kind(
            "station",
            pgettext_lazy("finding", "Name of a station"),
            "駅名",
            _("A station, together with industry and size, often leaves one firm only."),
        ),
        Kind(
            "name",
            pgettext_lazy("finding", "Proper name"),
            "名称",
            _("Names of customers, banks or products can lead to the firm."),
        ),
        Kind(
            "founded",
            pgettext_lazy("finding", "Year of foundation"),
            "創業年",
            _("The year of foundation can be looked up, and few firms share it."),
        ),
        Kind(
            "year",
            pgettext_lazy("finding", "Old year"),
            "年",
            _("An exact year of the firm's history can be looked up."),
        ),
        Kind(
            "date",
            pgettext_lazy("finding", "Exact date"),
            "日付",
            _("An exact day can be matched with news and events."),
        ),
        Kind(
            "amount",
            pgettext_lazy("finding", "Exact amount"),
            "金額",
            _("An exact amount can be matched with published accounts."),
        ),
        Kind(
            "count",
            pgettext_lazy("finding", "Exact number"),
            "数",
            _("An exact number can be matched with a web page of the firm."),
        ),
        Kind("age", pgettext_lazy("finding", "Exact age"), "年齢", _("An exact age narrows down who the owner is.")),
    )
}
PLACES = {"address", "place", "station"}


@dataclass(frozen=True)
class Spot:
    """Something found in one text. `range` is the same in less exact words, '' where there is none."""

    kind: str
    start: int
    text: str
    range: str = ""


# --- Patterns -----------------------------------------------------------------------------------------------------------
LEGAL = (
    "株式会社|有限会社|合同会社|合資会社|合名会社|医療法人(?:社団|財団)?|社会福祉法人|学校法人|農事組合法人|特定非営利活動法人|"
    "(?:一般|公益)(?:社団|財団)法人|㈱|㈲|[（(][株有][）)]"
)
NAME = r"[一-龯々ァ-ヴーA-Za-zＡ-Ｚａ-ｚ0-9０-９＆&・]"
# After the legal form a name may also be in hiragana; it ends where a particle begins.
AFTER = r"[^\s、。，．・／（）()「」『』〔〕【】\[\]をはがにへとでもやの,.!?！？:：;；]"
DIGIT = r"[0-9０-９]"
# Every pattern looks at a character a bounded number of times, whatever somebody pastes: a number begins where its
# digits begin, and `*+` gives nothing back (千万千万… can be cut in many ways; trying them all would take hours).
NUMBER = rf"(?<![0-9０-９,，]){DIGIT}[0-9０-９,，]*+(?:\.{DIGIT}++)?"
KANJI_NUMBER = "一二三四五六七八九十〇"
NOT_NAMES = {"化", "制", "側", "組織", "形態", "設立", "成り", "成立", "経営", "なり", "か", "同士"}
COMPANY = re.compile(rf"(?:{LEGAL})(?P<after>{AFTER}{{1,20}})|(?P<before>{NAME}{{2,15}})(?:{LEGAL})")
FOUNDED = re.compile(
    rf"(?:創業|創立|設立|開業|開店)(?:は|が|して|から|後)?(?:(?:{widening.ERAS}){DIGIT}{{1,2}}年|(?:{widening.ERAS})元年|{DIGIT}{{2,4}}(?:周)?年)"
    rf"|(?:(?:{widening.ERAS}){DIGIT}{{1,2}}年|{DIGIT}{{4}}年)[のに]?(?:創業|創立|設立|開業|開店)"
)
OLD_YEAR = re.compile(rf"(?:明治|大正|昭和){DIGIT}{{1,2}}年(?!代)|(?:1[89]|１[８９]){DIGIT}{{2}}年(?!代)")
DATE = re.compile(rf"(?:(?:{DIGIT}{{4}}|(?:{widening.ERAS}){DIGIT}{{1,2}})年)?{DIGIT}{{1,2}}月{DIGIT}{{1,2}}日")
AMOUNT = re.compile(rf"{NUMBER}(?:(?:億|千?万|千|百)(?:{NUMBER}|千)?)*+円(?!台)")
COUNT = re.compile(rf"{NUMBER}(?:人|名|社|台|個|件|席|坪|㎡|平米|平方メートル|店舗|戸|頭|本|枚|着|反|床|食|トン)(?!台)")
AGE = re.compile(rf"{DIGIT}{{2}}[歳才]")
PHONE = re.compile(
    r"(?<![0-9０-９])[0０][0-9０-９]{1,4}[-‐－ー−(（][0-9０-９]{1,4}[-‐－ー−)）][0-9０-９]{3,4}(?![0-9０-９])"
)
MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
URL = re.compile(r"(?:https?://|www\.)[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
POSTCODE = re.compile(
    r"〒\s?[0-9０-９]{3}[-‐－ー−]?[0-9０-９]{4}|(?<![0-9０-９-])[0-9０-９]{3}[-‐－−][0-9０-９]{4}(?![0-9０-９-])"
)
TOWN = r"(?:[一-龯々ァ-ヴー]{1,8}[のがヶケツ])?[一-龯々ァ-ヴー]{1,8}?"
STREET = re.compile(
    rf"{TOWN}(?:{DIGIT}{{1,4}}|[{KANJI_NUMBER}]{{1,4}})丁目(?:{DIGIT}{{1,5}}番(?:地|{DIGIT}{{1,5}}号)?)?|{TOWN}{DIGIT}{{1,5}}番地"
)
Widen = Callable[[str], str]


def _wide_founded(text: str) -> str:
    exact = re.search(rf"(?:{widening.ERAS})|{DIGIT}{{4}}年", text)
    return widening.wide_year(text) + "の創業" if exact else widening.wide_span(text)


def _is_exact(text: str) -> bool:
    return widening.significant_digits(text) >= 3


PATTERNS: tuple[tuple[str, re.Pattern[str], Widen | None, Callable[[str], bool] | None], ...] = (
    ("contact", MAIL, None, None),
    ("contact", URL, None, None),
    ("contact", PHONE, None, None),
    ("address", POSTCODE, None, None),
    ("address", STREET, None, None),
    ("founded", FOUNDED, _wide_founded, None),
    ("date", DATE, widening.wide_date, None),
    ("year", OLD_YEAR, widening.wide_year, None),
    ("amount", AMOUNT, widening.wide_amount, _is_exact),
    ("count", COUNT, widening.wide_count, _is_exact),
    ("age", AGE, widening.wide_age, None),
)


def spots(text: str) -> list[Spot]:
    """Everything in one text, in order, nothing twice; what is masked already is left alone."""
    taken = [match.span() for match in MASKED.finditer(text)]
    found: list[Spot] = []
    for spot in (*_companies(text), *_matches(text), *_names(text)):
        end = spot.start + len(spot.text)
        if not any(spot.start < b and a < end for a, b in taken):
            taken.append((spot.start, end))
            found.append(spot)
    return sorted(found, key=lambda spot: spot.start)


def _companies(text: str) -> Iterator[Spot]:
    for match in COMPANY.finditer(text):
        if (match["after"] or "") not in NOT_NAMES:
            yield Spot("company", match.start(), match[0])


def _matches(text: str) -> Iterator[Spot]:
    for kind, pattern, widen, condition in PATTERNS:
        for match in pattern.finditer(text):
            if condition is None or condition(match[0]):
                yield Spot(kind, match.start(), match[0], widen(match[0]) if widen else "")


def _names(text: str) -> Iterator[Spot]:
    for name in proper_names.proper_names(text):
        yield Spot(name.kind, name.start, name.text)
