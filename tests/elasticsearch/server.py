"""A real Elasticsearch for the tests: one that runs already (ELASTICSEARCH_URL), or one that is built and started here.

All test processes of a machine share one server. Whoever uses it holds a shared lock; the last one stops it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.postgres import free_port

HERE = Path(__file__).parent
SCRIPT = HERE / "es.sh"
# Another recipe is another server.
RECIPE = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in ("pom.xml", "launch/Launch.java"))).hexdigest()
# Not below the checkout: the server runs as nobody when we are root, and nobody cannot enter everybody's folders.
FOLDER = Path("/var/tmp") / f"bansou-elasticsearch-{os.getuid()}-{RECIPE[:8]}"
LACKING = (
    "NO ELASTICSEARCH: half of the contract of search is not tested. Install a JDK from 17 on and Maven (Debian: apt "
    "install default-jdk-headless maven), or set ELASTICSEARCH_URL to a server of version 8"
)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server; skips the test when there can be none."""
    if given := os.environ.get("ELASTICSEARCH_URL"):
        yield given.rstrip("/")
        return
    if not (shutil.which("javac") and shutil.which("mvn")):
        pytest.skip(LACKING)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "users.lock").open("w") as users:
        with _alone():
            fcntl.flock(users, fcntl.LOCK_SH)
            url = _start()
        try:
            yield url
        finally:
            with _alone():
                _stop_unless_used(users)


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (FOLDER / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start() -> str:
    port = FOLDER / "port"
    if _script("status").returncode:
        port.write_text(str(free_port()))
        started = _script("start")
        if started.returncode:
            pytest.fail(f"Elasticsearch does not start:\n{started.stdout}{started.stderr}")
    return f"http://127.0.0.1:{port.read_text()}"


def _stop_unless_used(users) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    _script("stop")


def _script(command: str) -> subprocess.CompletedProcess:
    port = FOLDER / "port"
    environment = os.environ | {"ES_RUN": str(FOLDER), "ES_PORT": port.read_text() if port.exists() else "0"}
    return subprocess.run([SCRIPT, command], env=environment, capture_output=True, text=True, check=False)
