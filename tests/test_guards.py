"""What must never come in, whoever commits it."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
# Words put together here, so that this file does not hold what it forbids.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.", "(?<!emit-)index" + "-url", "deb" + r"\.debian"])
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:" + "|".join(["work", "root", "tmp", "home"]) + r")/\w")
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".json", ".csv", ".po", ".svg", ".yml", ".yaml", ""}
PACKAGES = ("platform", "casestudies", "knowhow", "community", "search", "distil", "tools")


def tracked():
    """Files that git keeps, without what others wrote (vendored)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name and "/vendor/" not in name]
    return [path for path in paths if path.is_file() and path.suffix in TEXT]


def findings(pattern):
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def modules():
    for folder in PACKAGES:
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.end_lineno - node.lineno + 1


def test_platform_is_no_package():
    # With an __init__.py there `import platform` would find it instead of the standard library's.
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_no_address_of_a_package_registry():
    assert findings(REGISTRIES) == []


def test_no_path_of_somebodys_machine():
    assert findings(MACHINE_PATHS) == []


def test_no_inline_style_or_script_in_templates():
    pattern = re.compile(r"\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"")
    strays = [line for line in findings(pattern) if line.startswith("templates/")]
    assert strays == []


def test_modules_stay_short():
    long = {
        str(path.relative_to(ROOT)): n
        for path in modules()
        if (n := len(path.read_text().splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_functions_stay_short():
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": length
        for path in modules()
        for node, length in functions(path)
        if length > LONGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_most_functions_are_small(share):
    lengths = sorted(length for path in modules() for _node, length in functions(path))
    assert lengths[int(len(lengths) * share)] <= {0.5: 9, 0.9: 28}[share]
