"""Which tests the work at hand concerns: `make fast` runs those, `make test` runs all."""

from __future__ import annotations

import subprocess
from pathlib import PurePosixPath

from tools.machine import ROOT

ALWAYS = ("tests/test_guards.py", "tests/test_settings.py", "tests/test_translations.py")
TOOLING = ("tests/test_tooling.py", "tests/test_tooling_run.py")
APPS = ("casestudies", "knowhow", "community", "search", "distil")
# Folders of templates that are not named as their tests.
ALIASES = {"account": "accounts", "mfa": "accounts", "wagtailadmin": "vocabulary", "components": "site"}
WITHOUT_TESTS = ("static", "docs", "locale", "requirements", ".ci")


def git(*arguments: str) -> list[str]:
    """Lines of a git command."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def changed_files() -> list[str]:
    """What differs from the last commit; when nothing does, what the last commit changed."""
    now = git("diff", "--name-only", "HEAD") + git("ls-files", "--others", "--exclude-standard")
    return now or git("show", "--name-only", "--format=", "HEAD")


def tests_of(path: str) -> set[str] | None:
    """The tests that a file concerns; None when it may concern all of them."""
    parts = PurePosixPath(path).parts
    if parts[0] == "tests":
        is_test = parts[-1].startswith("test_") and "browser" not in parts and "postgres" not in parts
        return {path} if is_test else _folder(parts[1]) if len(parts) > 2 else None
    if parts[0] in WITHOUT_TESTS or path.endswith(".md"):
        return set()
    if parts[0] in APPS:
        return _folder(parts[0])
    if parts[0] == "tools" or path == "Makefile":
        return set(TOOLING)
    if parts[0] == "templates" or parts[:2] == ("platform", "bansou"):
        name = parts[1 if parts[0] == "templates" else 2]
        return _folder(ALIASES.get(name, name)) or None
    return None


def _folder(name: str) -> set[str]:
    return {f"tests/{name}"} if (ROOT / "tests" / name).is_dir() and name not in {"browser", "postgres"} else set()


def chosen_tests(files: list[str] | None = None) -> list[str]:
    """Paths for pytest: ["tests"] when anything may be concerned."""
    found = set(ALWAYS)
    for path in changed_files() if files is None else files:
        concerned = tests_of(path)
        if concerned is None:
            return ["tests"]
        found |= {test for test in concerned if (ROOT / test).exists()}
    return sorted(found)
