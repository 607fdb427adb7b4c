"""Ask a web server again and again and take the times; and what its processes use meanwhile."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

Request = tuple[str, dict[str, str] | None]  # address, form to post
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What came of many requests: their times in milliseconds, how many failed, seconds that all took."""

    times: list[float] = field(default_factory=list)
    failures: int = 0
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """The time within which `share` of the requests were answered; 0.0 when none was."""
        return sorted(self.times)[max(0, round(len(self.times) * share) - 1)] if self.times else 0.0

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return len(self.times) / self.seconds if self.seconds else 0.0


def run(port: int, requests: Sequence[Request], cookies: dict[str, str], at_once: int) -> Load:
    """Send the requests over `at_once` connections, each one after the other."""
    load, queue = Load(), iter(requests)
    threads = [threading.Thread(target=_send, args=(port, queue, cookies, load)) for _ in range(at_once)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - began
    return load


def _send(port: int, queue: Iterator[Request], cookies: dict[str, str], load: Load) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}  # as browsers ask
    for address, form in queue:
        began = time.perf_counter()
        if _answered(connection, address, form, headers):
            load.times.append((time.perf_counter() - began) * 1000)
        else:
            load.failures += 1
    connection.close()


def _answered(
    connection: http.client.HTTPConnection, address: str, form: dict[str, str] | None, headers: dict[str, str]
) -> bool:
    try:
        if form is None:
            connection.request("GET", address, headers=headers)
        else:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", address, urlencode(form), headers | kind)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return False
    return response.status == 200


# --- Processes --------------------------------------------------------------------------------------------------------
def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = children.read_text().split() if children.exists() else []
    return [pid, *(found for child in below for found in family(int(child)))]


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time that the processes have used."""
    return sum(sum(map(int, _stat(pid)[11:13])) for pid in pids) / TICK


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the program's name."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def memory(pid: int) -> tuple[int, int]:
    """(own megabytes: what is shared is divided among the sharers; megabytes in memory)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    found = {name: int(rest.split()[0]) // 1024 for name, _colon, rest in (line.partition(":") for line in lines)}
    return found["Pss"], found["Rss"]
