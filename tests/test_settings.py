"""Settings: every variable is documented, and a careless production start is refused in one sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READERS = re.compile(r"""\b(?:env\.(?:text|boolean|integer|words)|setting)\(\s*["']([A-Z_]+)["']""")
GOOD = {
    "BANSOU_PRODUCTION": "1",
    "BANSOU_SECRET_KEY": "a-long-random-text-of-this-test-0123456789",
    "BANSOU_ALLOWED_HOSTS": "bansou.example.jp",
    "BANSOU_EMAIL_URL": "smtp://mail.example.jp:25",
}


def sources():
    folders = ["platform", "casestudies", "knowhow", "community", "search", "tools"]
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def start(tmp_path, **variables):
    """Load the settings in a process of its own; (exit code, last line of its error output)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANSOU_") and name != "PORT"}
    environment = {**kept, "BANSOU_VAR": str(tmp_path), "PYTHONPATH": str(ROOT / "platform"), **variables}
    done = subprocess.run(
        [sys.executable, "-c", "import bansou.settings"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def test_every_variable_that_is_read_stands_in_env_example_and_no_other():
    read = {name for path in sources() for name in READERS.findall(path.read_text(encoding="utf-8"))}
    documented = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == read


def test_no_variable_is_read_past_the_one_place():
    strays = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"""environ(?:\.get\(|\[)["']BANSOU_""", path.read_text(encoding="utf-8"))
    ]
    assert strays == []


def test_a_complete_production_start_is_accepted(tmp_path):
    assert start(tmp_path, **GOOD) == (0, "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"BANSOU_DEBUG": "1"}, "BANSOU_DEBUG"),
        ({"BANSOU_SECRET_KEY": ""}, "BANSOU_SECRET_KEY"),
        ({"BANSOU_ALLOWED_HOSTS": ""}, "BANSOU_ALLOWED_HOSTS"),
        ({"BANSOU_EMAIL_URL": ""}, "BANSOU_EMAIL_URL"),
        ({"BANSOU_DATABASE_URL": "mysql://localhost/x"}, "BANSOU_DATABASE_URL"),
        ({"BANSOU_SESSION_HOURS": "long"}, "BANSOU_SESSION_HOURS"),
        ({"BANSOU_PRODUCTION": "perhaps"}, "BANSOU_PRODUCTION"),
    ],
)
def test_a_careless_start_is_refused_in_one_sentence(tmp_path, change, said):
    code, sentence = start(tmp_path, **{**GOOD, **change})
    assert code == 1
    assert sentence.startswith("django.core.exceptions.ImproperlyConfigured: ") and said in sentence


def test_trying_needs_no_setting_at_all(tmp_path):
    assert start(tmp_path) == (0, "")
