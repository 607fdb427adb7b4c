"""Run a command with a PostgreSQL server of its own: `python -m tools.postgres COMMAND …`.

The cluster lives in a temporary folder, listens on a Unix socket and a free local port, and is gone afterwards. The
command finds it in BANSOU_DATABASE_URL. When no PostgreSQL is installed the command runs without it, and says so.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"  # the server refuses to run as root


def programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_owner() -> dict[str, str | None]:
    """For subprocess: become the server's user when we are root."""
    return {"user": OWNER, "group": OWNER} if os.geteuid() == 0 else {}


def call(command: Sequence[str | Path], folder: Path) -> None:
    """Run one of PostgreSQL's programs, quietly; its words are shown when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **as_owner())  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """A running server; gives the address of an empty database on it."""
    with tempfile.TemporaryDirectory(prefix="bansou-pg-") as name:
        folder, port = Path(name), free_port()
        if os.geteuid() == 0:
            entry = pwd.getpwnam(OWNER)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        data = folder / "data"
        call(
            [bin_folder / "initdb", "-D", data, "-U", "bansou", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"],
            folder,
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
        call([bin_folder / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start"], folder)
        try:
            yield f"postgresql://bansou@127.0.0.1:{port}/postgres"
        finally:
            call([bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], folder)


def main(command: Sequence[str]) -> int:
    """Run the command; its exit code."""
    bin_folder = programs()
    if bin_folder is None:
        print("There is no PostgreSQL server here (Debian: apt install postgresql); its tests are skipped.")
        return subprocess.call(command)
    with cluster(bin_folder) as url:
        return subprocess.call(
            command, env=os.environ | {"BANSOU_DATABASE_URL": url, "BANSOU_SEARCH_ENGINE": "embedded"}
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
