"""Exact values as ranges: 「1978年」→「1970年代」,「1,234万円」→「1,000万円台」,「72歳」→「70代」."""

import re
import unicodedata

ERAS = "明治|大正|昭和|平成|令和"


def number_in(text: str) -> int:
    """The first number in the text, full-width digits and commas understood; 0 when there is none."""
    found = re.search(r"\d[\d,]*", unicodedata.normalize("NFKC", text))
    return int(found[0].replace(",", "")) if found else 0


def significant_digits(text: str) -> int:
    """How exact a figure is: 1,200 has two, 1,234 four; several parts (3億2千万) count together."""
    digits = re.sub(r"[^\d]", "", unicodedata.normalize("NFKC", text))
    return len(digits.strip("0"))


def rounded(number: int) -> int:
    """The number with only its first digit kept: 1,234 → 1,000."""
    return int(str(number)[0]) * 10 ** (len(str(number)) - 1)


def wide_year(text: str) -> str:
    """A year as a decade: 1978年 → 1970年代, 昭和53年 → 昭和50年代, 昭和3年 → 昭和初期."""
    era = re.search(ERAS, text)
    year = number_in(text)
    if era:
        return f"{era[0]}{year // 10 * 10}年代" if year >= 10 else f"{era[0]}初期"
    return f"{year // 10 * 10}年代" if year >= 1000 else ""


def wide_span(text: str) -> str:
    """A number of years: 創業53年 → 創業50年余り."""
    years = number_in(text)
    word = re.match(r"[^\d０-９]+", text)
    return f"{word[0] if word else ''}{years // 10 * 10}年余り" if years >= 10 else ""


def wide_age(text: str) -> str:
    """72歳 → 70代."""
    return f"{number_in(text) // 10 * 10}代"


def wide_amount(text: str) -> str:
    """An amount of money: 1,234万円 → 1,000万円台, 3億2千万円 → 3億円台."""
    plain = unicodedata.normalize("NFKC", text)
    found = re.match(r"(\d[\d,]*)(?:\.\d+)?(億|万|千|百)?", plain)
    if not found:
        return ""
    return f"{rounded(int(found[1].replace(',', ''))):,}{found[2] or ''}円台"


def wide_count(text: str) -> str:
    """A count with its unit: 137人 → 約140人."""
    plain = unicodedata.normalize("NFKC", text)
    found = re.match(r"(\d[\d,]*)(.*)", plain)
    if not found:
        return ""
    number = int(found[1].replace(",", ""))
    step = 10 ** (len(str(number)) - 2)
    return f"約{(number + step // 2) // step * step:,}{found[2]}"


def wide_date(text: str) -> str:
    """A day as a season of its year: 2024年4月12日 → 2024年の春ごろ; without a year the month stays: 4月12日 → 4月ごろ."""
    plain = unicodedata.normalize("NFKC", text)
    found = re.match(r"(?:(.*?年))?(\d{1,2})月", plain)
    if not found:
        return ""
    if not found[1]:
        return f"{found[2]}月ごろ"
    return f"{found[1]}の{'冬春夏秋'[int(found[2]) % 12 // 3]}ごろ"
