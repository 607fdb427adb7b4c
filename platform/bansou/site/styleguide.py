"""The living page of components, for people who build pages (served in DEBUG only)."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from bansou.markup import facet

SPRITE = settings.ROOT / "static" / "icons.svg"
TITLES = {
    "failure": "課題を先に言い当てて、社長の口が閉じた",
    "good": "「値上げは謝ること」と言っていた店主が、価格表を自分で書き直すまで",
    "ongoing": "若手だけの改善班、3か月目の足踏み",
}
STEP_SAMPLES = (
    ("事業者と接する前", "支援対象について", 118, 64, 21),
    ("事業者・支援者双方の理解", "伴走支援に入る前に", 142, 88, 34),
    ("伴走支援の開始", "信頼関係の構築", 176, 131, 42),
    ("気づき・腹落ちの促進", "本質的な課題へのアプローチ", 203, 187, 51),
    ("内発的動機づけ", "オーナーシップの発揮", 121, 96, 27),
    ("課題解決", "行動変容・成功体験の蓄積", 164, 72, 38),
    ("フォローアップ", "自走化、自己変革の実現", 87, 23, 12),
)


class SampleForm(forms.Form):
    """One field of each kind, with realistic help."""

    presenting_issue = forms.CharField(
        label="はじめの相談（表課題）",
        help_text="事業者が最初に話していた困りごとを、そのままの言葉で。",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    title = forms.CharField(label="題名", help_text="何があったかを一文で。会社名・商品名は入れません。", max_length=60)
    outcome = forms.ChoiceField(
        label="種別",
        help_text="迷ったら「途中経過」を選べます。あとで変えられます。",
        choices=[("good", "好事例"), ("failure", "失敗事例"), ("ongoing", "途中経過")],
        widget=forms.RadioSelect,
    )
    industry = forms.ChoiceField(
        label="業種", required=False, choices=[("", "選んでください"), ("E", "製造業"), ("I", "卸売業，小売業")]
    )
    wall = forms.MultipleChoiceField(
        label="5つの壁",
        required=False,
        choices=[(n, n) for n in ("見えない壁", "向き合わない壁", "実行できない壁", "付いてこない壁", "足りない壁")],
        widget=forms.CheckboxSelectMultiple,
    )
    core_issue_unknown = forms.BooleanField(label="本質的な課題は見えなかった", required=False)


class RowForm(forms.Form):
    """One "why" of the chain."""

    text = forms.CharField(label="なぜ", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    viewpoint = forms.ChoiceField(
        label="だれの言葉か", required=False, choices=[("owner", "経営者"), ("staff", "役員・従業員")]
    )


def _stations() -> list[dict[str, Any]]:
    return [
        {"code": str(n), "url": f"/steps/{n}/", "name": name, "sub": sub, "good": good, "failure": bad, "knowhow": know}
        for n, (name, sub, good, bad, know) in enumerate(STEP_SAMPLES, 1)
    ]


def _card(outcome: str, main: str, steps: str, excerpt: str, **more: Any) -> dict[str, Any]:
    facts = [("firm", "製造業・21–50人"), ("pin", "東北"), ("person", "商工団体")]
    return {
        "url": "#card",
        "title": TITLES[outcome],
        "outcome": outcome,
        "main_step": main,
        "steps": steps,
        "excerpt": mark_safe(excerpt),
        "facts": facts,
        "date": date(2026, 11, 20),
        "helpful_count": 41,
    } | more


def _cards() -> list[dict[str, Any]]:
    hit = "工場長に<mark>任せられない</mark>のは信用していないからだ、と言い切った直後だった。"
    where = {"section_label": "ステップ4・相手の反応", "section_url": "#card"}
    return [
        _card("failure", "4", "234", hit, **where),
        _card("good", "5", "456", "常連客に話を聞く宿題が、数字より先に店主を動かした。"),
        _card("ongoing", "6", "56", "はじめの成功のあと、古参の協力が得られずに止まっている。"),
    ]


def _facet_group() -> dict[str, Any]:
    at = "#facets"
    values = [
        facet("region", "b-tohoku", "東北", 14, at, selected=True, exclude_url=at),
        facet("prefecture", "02", "青森県", 2, at, exclude_url=at, sub=True),
        facet("prefecture", "05", "秋田県", 0, at, sub=True),
        facet("region", "b-chubu", "中部", 22, at, excluded=True, exclude_url=at),
    ]
    more = {"more_values": facet("region", "b-kanto", "関東", 31, at), "more_label": "ほか1件", "order_url": at}
    shown = {"chosen": 2, "open": True, "is_long": True, "values": mark_safe("".join(values))}
    return {"code": "region", "title": "地域", **shown, **more}


def _course() -> list[dict[str, Any]]:
    return [
        {
            "step": "3",
            "period": "3～5か月目・訪問5回",
            "fact": "工場長と若手4人に、一人ずつ話を聞いた。聞いた内容の扱いは決めていなかった。",
            "thought": "「任せていない」ことが根だと確信した。早く伝えるほど社長のためになる、と思っていた。",
        },
        {
            "step": "4",
            "period": "6か月目・幹部会",
            "action": "「採用の問題ではありません。社長が任せていないことが原因です」と言い切った。",
            "reaction": "「そんなことは言われなくても分かっている」。そのあと会議が終わるまで、社長は話さなかった。",
            "thought": "図星だから黙ったのだと受け取った。いま思えば、ここで止まるべきだった。",
            "is_turning_point": True,
        },
        {"step": "4", "period": "8か月目", "text": "「しばらく自分たちでやってみる」と電話があり、支援は中断した。"},
    ]


def _case_parts() -> dict[str, Any]:
    return {
        "lessons": [
            {
                "text": "課題は、合っているかどうかより、だれの言葉になっているか。",
                "when": "経営者がまだ口にしていないとき",
            },
            {"text": "沈黙は、同意ではない。間違えたと気づいたら、その週のうちに一人で会いに行く。"},
        ],
        "whys": [
            {"text": "若手が2年ほどで辞める。仕事を覚えると物足りなくなるらしい。", "viewpoint": "経営者"},
            {"text": "段取りも見積もりも社長が決める。若手に決める場面がない。", "viewpoint": "役員・従業員"},
        ],
        "course": _course(),
        "facts": [
            ("業種", "製造業"),
            ("従業員数", "21–50人"),
            ("地域", "東北"),
            ("壁", "向き合わない壁", "乗り越えられなかった"),
        ],
        "flow": [
            {
                "label": "原因",
                "title": "聴き取り・確認が足りなかった",
                "text": "任せることをどう感じているかを、一度も聞いていなかった。",
            },
            {
                "label": "行動（避けるべき支援）",
                "title": "課題を単に提示",
                "text": "家族と部下の前で、支援者の言葉のまま課題を示した。",
            },
            {"label": "結果", "title": "信頼喪失・支援中断", "text": "採用の相談も途切れた。"},
        ],
        "works": ["経営者が現場から育った一代目・二代目", "話を聞ける幹部が一人はいる"],
        "fails": ["取引停止などで、今週決めなければならない", "経営者が率直な指摘を先に求めている"],
        "results": [
            {"goal": "自己変革・行動変容", "sentence": "月1回の会議を後継者が進行するようになった。"},
            {"goal": "売上・利益", "metric": "見積りの外れ", "before": "月6件", "after": "月2件", "measured": "半年後"},
        ],
        "levels": [{"label": "課題設定力", "before": 1, "after": 3}, {"label": "自主発動力", "before": 2, "after": 4}],
    }


def _posts() -> list[dict[str, Any]]:
    author = {"name": "水沢 なお", "role": "商工団体（東北）", "url": "#talk"}
    anonymous = {"name": "匿名の支援者", "role": "事例の筆者"}
    return [
        {
            "id": "p1",
            "author": author,
            "date": datetime(2026, 11, 18, 9, 20, tzinfo=UTC),
            "body": mark_safe(
                "<p>謝罪に行くまで、何日置きましたか。すぐ行くと言い訳に聞こえそうで、いつも迷います。</p>"
            ),
        },
        {
            "id": "p2",
            "author": anonymous,
            "date": datetime(2026, 11, 19, 12, 5, tzinfo=UTC),
            "accepted": True,
            "edited": True,
            "body": mark_safe(
                "<p>電話から19日です。遅すぎました。いまは、その週のうちに、資料を持たずに行くと決めています。</p>"
            ),
        },
        {
            "id": "p3",
            "author": author,
            "date": datetime(2026, 11, 20, 8, 40, tzinfo=UTC),
            "reply": True,
            "body": mark_safe("<p>「資料を持たずに」がいいですね。手ぶらだと、聞くしかなくなるので。</p>"),
        },
        {"id": "p4", "author": author, "hidden": True},
    ]


def _form_parts() -> dict[str, Any]:
    form = SampleForm(
        {"presenting_issue": "人が足りない。採用を手伝ってほしい。", "outcome": "failure", "wall": ["見えない壁"]}
    )
    rows = [
        RowForm({"text": "採っても2年ほどで辞める。", "viewpoint": "owner"}, prefix="why-a"),
        RowForm({"text": "若手に決める場面がない。", "viewpoint": "staff"}, prefix="why-b"),
    ]
    return {
        "form": form,
        "rows": [
            {"number": n, "label": "なぜ", "key": row.prefix, "fields": [row["text"], row["viewpoint"]]}
            for n, row in enumerate(rows, 1)
        ],
        "progress": [
            {"label": "種別とステップ", "url": "#forms", "state": "done", "required": True},
            {"label": "はじめの相談", "url": "#forms", "state": "done", "required": True},
            {"label": "課題の連鎖", "url": "#forms", "state": "error", "required": True, "current": True},
            {"label": "支援の経過", "url": "#forms", "state": "todo", "required": False},
        ],
        "save_others": [("保存して閉じる", "then", "close")],
    }


def _lists() -> dict[str, Any]:
    return {
        "crumbs": [("事例", "/search/"), (TITLES["failure"], "")],
        "chips": [
            {"label": "任せられない", "url": "#chips"},
            {"label": "東北・製造業", "url": "#chips", "icon": "keep", "note": "新着 3"},
        ],
        "conditions": [
            {"label": "ステップ4 気づき・腹落ち", "url": "#chips"},
            {"label": "建設業", "url": "#chips", "excluded": True},
        ],
        "tabs": [
            {"label": "事例", "url": "#tabs", "count": 46, "current": True},
            {"label": "ノウハウ", "url": "#tabs", "count": 8},
            {"label": "質問・相談", "url": "#tabs", "count": 17},
        ],
        "pages": [("1", ""), ("2", "#pages"), ("3", "#pages"), ("…", ""), ("9", "#pages")],
        "items": [
            {
                "lead": "確認中",
                "title": "先代の机を片づけた日から",
                "url": "#items",
                "text": "内容の確認を待っています。",
            },
            {"lead": "12月4日", "title": "待つ練習：沈黙に立ち会う", "url": "#items", "text": "空き 6名"},
        ],
        "loop": [
            {"name": "伴走支援の実施", "figure": "1,204", "unit": "社", "text": "ノウハウを試した報告 86件"},
            {"name": "事例の収集", "figure": "73", "unit": "件", "text": "うち失敗事例 31件"},
            {"name": "ノウハウの抽出", "figure": "9", "unit": "件", "text": "あなたの事例が根拠に", "here": True},
            {"name": "支援機関の能力向上", "figure": "14", "unit": "回", "text": "研修で使われました"},
        ],
    }


def samples() -> dict[str, Any]:
    """Sample data for every component, all invented."""
    steps = {str(n): "#ribbon" for n in range(1, 8)}
    return {
        "stations": _stations(),
        "cards": _cards(),
        "knowhow": _card("good", "4", "345", "沈黙を待てた事例では、その後の行動が続いている。")
        | {"outcome": "", "kind": "knowhow", "grade": "B", "title": "課題の言葉は渡さずに、相手の口から出るのを待つ"},
        "group": _facet_group(),
        "posts": _posts(),
        "step_links": steps,
        "step_counts": dict(zip(steps, (3, 11, 18, 46, 29, 22, 5), strict=True)),
        "icons": re.findall(r'id="i-([\w-]+)"', SPRITE.read_text(encoding="utf-8")),
        "swatches": ("key", "side", "paper", "mark", "good", "failure", "ongoing", "error"),
        "notice_items": [("裏課題：まだ書かれていません", "#forms"), ("気づきの場面：会社を推測できる言葉", "#forms")],
        **_case_parts(),
        **_form_parts(),
        **_lists(),
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample data; exists with DEBUG only."""
    if not settings.DEBUG:
        raise Http404
    messages.success(request, "「先代の机を片づけた日から」を公開しました。ご協力ありがとうございます。")
    return render(request, "styleguide.html", samples())
