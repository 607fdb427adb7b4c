"""Three hundred and some texts that no search should be asked, and the parameters that they are put into."""
# ruff: noqa: E501 - lists of short texts

import re
from itertools import product
from pathlib import Path

from search.facets import PARAM

ROOT = Path(__file__).resolve().parents[2]
QUOTES = [
    '"',
    "'",
    '"""',
    "「",
    "」",
    "“”",
    '"事業',
    '事業"',
    '""',
    "''''",
    "`",
    '"-"',
    '-"',
    '"a" "b',
    "”承継“",
    "『』《》",
]
OPERATORS = [
    "-", "--", "---事業", "+", "*", "?", "事業*", "*事業", "OR", "OR OR OR", "AND", "NOT", "a OR", "OR b", "a OR OR b", "NEAR(a b)",
    "NEAR/2", "a AND NOT b", "(", ")", "()", ")(", "((a)", "a:b", "title:a", "words:a", ":", "::", "^2", "a^9", "~", "a~2", "{", "}",
    "[a TO b]", "[* TO *]", "{!lucene}", "<", ">", ">=", "=", "!=", "!", "&&", "||", "|", "a | b", "\\", "\\\\", "\\\"", "/a/", "//",
    "tag:", "step:", "step:99", "step:step:4", "tag:\"", "-tag:x", "step:4 OR step:5", "-step:4 -step:4", "tag:" * 50, "-" * 300,
]  # fmt: skip
SQL = [
    "' OR 1=1 --", "'; DROP TABLE search_fts; --", "\" OR \"\"=\"", "1; SELECT pg_sleep(10)", "%' OR '1'='1", "%", "_", "%%%%", "_" * 99,
    "\\%", "' UNION SELECT password FROM accounts_user --", "/* */", "a'/**/b", "0x41", "CHAR(65)", "NULL", "null", "undefined", "None",
    "$1", "%s", "%(a)s", "{0}", "{a.__class__}", "${7*7}", "{{7*7}}", "{% load x %}", "#{1}", "search_fts MATCH 'a'", "rowid", "rank:1",
]  # fmt: skip
SCRIPTS = [
    "<script>hostile()</script>", "</script><script>hostile()</script>", "<img src=x onerror=hostile()>", "\"><svg onload=hostile()>",
    "' autofocus onfocus='hostile()", "javascript:hostile()", "<!--", "-->", "<![CDATA[", "]]>", "<a href=javascript:hostile()>a</a>",
    "<mark>", "</mark><script>hostile()</script>", "<style>*{}</style>", "&lt;script&gt;", "&#60;script&#62;", "<iframe srcdoc=x>",
    "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "&e;", "＜script＞hostile()＜/script＞",
    "<scr<script>ipt>hostile()</script>", "\" onmouseover=\"hostile()", "<base href=//x>", "<form action=//x>", "<p style=color:red>",
]  # fmt: skip
REGULAR = [
    ".*",
    "(a+)+$",
    "^$",
    "[",
    "[^",
    "a{1,99999}",
    "(?=",
    "(?P<n>",
    "\\d+",
    "\\1",
    "(" * 200,
    "[" * 200,
    "(((((((a)))))))",
    "a|" * 200,
]
FILES = [
    "../../etc/passwd",
    "..%2f..%2f",
    "C:\\",
    "file:///etc/passwd",
    "//evil.example",
    "http://evil.example/",
    "\\\\host\\x",
    "~root",
    "; ls",
    "| cat",
    "$(id)",
    "`id`",
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
]
NUMBERS = [
    "0",
    "-1",
    "1e999",
    "NaN",
    "Infinity",
    "-0",
    "9" * 20,
    "9" * 400,
    "1.5",
    "１２３",
    "٣",
    "²",
    "½",
    "0b1",
    "1_000",
    "0x1F",
    "2147483648",
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999",
    "00000000001",
    "二〇二四",
    "2024-13-45",
]
SYMBOLS = [
    "",
    " ",
    "　",
    "\t",
    "\n",
    "\r\n",
    "\v\f",
    "。",
    "、",
    "・",
    "！！！",
    "？？？",
    "……",
    "ー",
    "〜",
    "※",
    "♪",
    "★☆",
    "→←",
    "①②③",
    "㈱",
    "㍿",
    "№",
    "℡",
    "@",
    "#",
    "$",
    "&",
    "&&a=b",
    ";",
    ",",
    ",,,,",
    ".",
    "..",
    "~~~",
    "￥",
    "©",
    "\x7f",
    "\x01\x02",
    "\x1b[31m",
    "\u0085",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\u200b",
    "\u00ad",
    "\ufffd",
    "\ufffe",
    "\uffff",
]
EMOJI = [
    "😀",
    "👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🇯🇵",
    "👍🏽",
    "😀" * 200,
    "事業😀承継",
    "❤️",
    "🀄",
    "𠮷野家",
    "𩸽",
    "\U0010ffff",
    "\U000e0001",
    "🅰🅱",
    "葛\U000e0100城",
]
UNICODE = [
    "\ud800", "\udfff", "a\ud83d", "\ude00b", "\udc80\udcff", "‮עברית", "שלום عليكم", "\u202e事業\u202c", "\u2066a\u2069", "ﷺ", "ﷺ" * 100,
    "か\u3099", "は\u309a", "か゛", "ｶﾞ", "e\u0301" * 50, "Z" + "\u0300" * 300, "\u0300", "\u0e01\u0e33" * 20, "ß", "İ", "ı", "ǅ", "ﬀ", "Å", "K",
    "ſ", "İstanbul", "Ω", "한국어", "汉语", "ไทย", "नमस्ते", "ᚠ", "\u115f", "ㅤ", "゠", "ヽヾゝゞ", "々", "〆", "〇", "ヶヵ", "㊙", "ﾊﾟﾋﾟ", "ＡＢＣ", "ｱｲｳ",
    "髙﨑", "舊字體", "經營", "支援" * 50,
]  # fmt: skip
LONG = [
    "あ" * 10_000,
    "a" * 10_000,
    "a " * 5_000,
    "事業承継 " * 1_500,
    '"a" ' * 2_000,
    "-a " * 3_000,
    "a OR " * 2_000,
    "(" * 10_000,
    "社長が" * 3_000,
    "\u0300" * 9_000,
    "1" * 10_000,
    "<b>" * 3_000,
]
WORDS = ["事業承継", "社長の話を聞くには？", "a", "１０人"]
MIXED = [
    f"{sign}{word}{sign}"
    for sign, word in product(['"', "'", "-", "*", "%", "\\", "(", "<", "^", "&", "#", "\u200b", "\ud800"], WORDS)
]
HOSTILE = list(dict.fromkeys([*QUOTES, *OPERATORS, *SQL, *SCRIPTS, *REGULAR, *FILES, *NUMBERS, *SYMBOLS, *EMOJI, *UNICODE, *LONG, *MIXED, "\x00", "a\x00b"]))  # fmt: skip
# Query strings as they stand: broken encodings, lists, names that are none.
RAW = [
    "q=%", "q=%E3", "q=%E3%81", "q=%ZZ", "q=%u3042", "q=%00", "q=%ED%A0%80", "q=%FF%FE", "q=%C0%AF", "q=%F8%88%80%80%80", "%=a", "=", "&", "&&&&", "q",
    "q=&q=&q=", "q[]=a&q[]=b", "q[a][b]=c", "q=a&q=b&q=c", "step[]=4", "step=4&step=&step=%00", "step=4,5", "step=4;step=5", "not.=4", "not.not.step=4",
    "not.q=a", "NOT.step=4", "step=4&not.step=4", "sort=new&sort=old", "page=1&page=2", "page[]=2", "kind=case&kind=thread", "kind=__class__",
    "__proto__=1", "q=a#b", "q=a%23b", "q=a%26b%3Dc", "q=a+b%20c", "%71=a", "q=%2522", "q=a&" * 500, "&".join(f"x{i}=1" for i in range(4_000)),
    "&".join(f"step={i}" for i in range(3_000)), "&".join(f"tag=t{i}" for i in range(3_000)), "fiscal_year_from=2030&fiscal_year_to=1990",
    "fiscal_year_from=%00", "fiscal_year=99999999999999999999", "rows=__class__&view=matrix", "view=matrix&rows=step", "view=%E3%81%82",
]  # fmt: skip
_READ = re.compile(r"""(?:GET|params|data|query)\.(?:get|getlist)\(\s*["']([\w.]+)["']|GET\[["']([\w.]+)["']\]""")
_FIELD = re.compile(r"^    (\w+) = (?:forms\.\w+|CleanText|\w*(?:Field|Choice))\(", re.MULTILINE)


def parameters():
    """Every name that a view or form of search reads, found in the sources, so that a new one joins by itself."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "search").rglob("*.py")]
    read = {name for text in sources for found in _READ.findall(text) for name in found if name}
    fields = {name for text in sources for name in _FIELD.findall(text)}
    usual = {"q", "page", "sort", "kind", "view", "rows", "fiscal_year_from", "fiscal_year_to", "next", "format"}
    return sorted(read | fields | usual | set(PARAM) | {f"not.{name}" for name in PARAM})
