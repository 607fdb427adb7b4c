"""`manage.py worker`: the index and mails at once, the other jobs at their own pace, until SIGTERM."""

import json
import signal
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connections

from bansou.site.jobs import JOBS, Job, run_job

HEARTBEAT = "worker.json"
AFTER_FAILURE = 1.0  # seconds: a database that is down would fill the log otherwise


class Worker:
    """Runs the jobs that are due. `pause` is the longest time between two looks, in seconds. Every lane is a thread of
    its own, so that a mail server that hangs or a long check does not hold the index up."""

    def __init__(self, jobs: list[Job], heartbeat: Path, pause: float = 1.0) -> None:
        self.jobs, self.heartbeat, self.pause = jobs, heartbeat, pause
        self.stopping = threading.Event()
        self.due = {job.path: time.monotonic() + job.first if job.first else 0.0 for job in jobs}
        self.failures = 0

    def run(self) -> None:
        """Until `stop()`."""
        others = sorted({job.lane for job in self.jobs} - {""})
        threads = [threading.Thread(target=self.run_lane, args=[lane]) for lane in others]
        for thread in threads:
            thread.start()
        self.run_lane("")
        for thread in threads:
            thread.join()

    def run_lane(self, lane: str) -> None:
        """The jobs of one lane until `stop()`."""
        pause = min([self.pause, *(job.every for job in self.jobs if job.lane == lane)])
        while not self.stopping.is_set():
            self.turn(time.monotonic(), lane)
            self.stopping.wait(pause)
        if lane:
            connections.close_all()

    def turn(self, now: float, lane: str = "") -> None:
        """One look: run what is due; the main lane then says that we are alive."""
        for job in self.jobs:
            if job.lane == lane and self.due[job.path] <= now and not self.stopping.is_set():
                went_well = run_job(job)
                self.failures += not went_well
                self.due[job.path] = now + (job.every if went_well else max(job.every, AFTER_FAILURE))
        close_old_connections()
        if not lane:
            self.beat()

    def beat(self) -> None:
        """Write the heartbeat, in one step, so that nobody reads half of it."""
        new = self.heartbeat.with_suffix(".new")
        new.write_text(json.dumps({"at": time.time(), "failures": self.failures}))
        new.replace(self.heartbeat)

    def stop(self, *_signal: Any) -> None:
        """Finish the job at hand, then end."""
        self.stopping.set()


class Command(BaseCommand):
    """Every job, or those of some lanes: several workers may run side by side."""

    help = "Run the background jobs until SIGTERM."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """--lane."""
        lanes = sorted({job.lane for job in JOBS if job.lane})
        parser.add_argument(
            "--lane", action="append", choices=lanes, help="Only this lane's jobs; again for more lanes."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM."""
        jobs = [job for job in JOBS if not options["lane"] or job.lane in options["lane"]]
        worker = Worker(jobs, settings.VAR / HEARTBEAT)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
