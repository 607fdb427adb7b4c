"""import-linter with `platform/` on the path and without its banner."""

from __future__ import annotations

import sys

from importlinter.cli import lint_imports

from tools.machine import ROOT

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    sys.exit(lint_imports(no_cache=True))
