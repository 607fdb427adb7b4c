"""What recurs in the background: the one list. `manage.py worker` runs it, or cron with `manage.py tick`.

To add a job, write a function without arguments in the app's services (it must be harmless to run twice) and name it
here. Every job runs in its own try: one that fails is logged and does not keep the others from running.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A function by its dotted path and how often it runs, in seconds.

    `first`: how long after the start of the worker for the first time. `lane`: jobs of one lane run one after the
    other; what must not wait for others, or would keep them waiting, has its own.
    """

    path: str
    every: float
    first: float = 0
    lane: str = ""

    def load(self) -> Callable[[], object]:
        """The function itself; imported late, because this list is read before the apps are."""
        module, _, name = self.path.rpartition(".")
        return getattr(import_module(module), name)


JOBS: list[Job] = [
    Job("bansou.notifications.services.deliver_due", every=1),
    Job("search.indexer.work_off", every=0.25, lane="index"),
    Job("search.indexer.build_missing", every=2, lane="build"),
    Job("search.checking.check_and_repair", every=24 * 3600, first=600, lane="check"),
    Job("search.saved.alerts.run", every=10, lane="alerts"),
    Job("search.exports.services.make_waiting", every=1, lane="exports"),
    Job("search.exports.services.forget_old", every=3600),
    Job("knowhow.handbook.services.make_waiting", every=1, lane="handbooks"),
    Job("bansou.site.jobs.publish_scheduled", every=60),
    Job("search.related.update_changed", every=60),
    Job("distil.twins.proposing.propose", every=3600, first=120),
    Job("search.requests.services.link_answers", every=300),
    Job("casestudies.services.consent.end_expired", every=3600),
    Job("casestudies.services.consent.consent_reminders", every=12 * 3600),
    Job("casestudies.services.asking_again.ask_ongoing_again", every=24 * 3600),
    Job("knowhow.flags.services.watch", every=3600),
    Job("knowhow.tries.services.ask_due", every=24 * 3600),
    Job("bansou.site.jobs.forget_old_sessions", every=24 * 3600),
    Job("knowhow.training.reminders.remind", every=1800),
    Job("search.engines.tidy_index", every=24 * 3600),
    Job("search.quality.counting.forget_old", every=24 * 3600),
    Job("bansou.insights.reports.services.make_due", every=6 * 3600, first=60, lane="reports"),
    Job("bansou.insights.following.catch_up", every=60),
    Job("bansou.insights.following.rebuild", every=24 * 3600, first=900),
    Job("bansou.indexing.services.forget_old_changes", every=24 * 3600),
]


def publish_scheduled() -> None:
    """Wagtail's own: pages and snippets that were set to appear or disappear at a time."""
    from django.core.management import call_command

    call_command("publish_scheduled", verbosity=0)


def forget_old_sessions() -> None:
    """Delete sessions that ended."""
    from django.core.management import call_command

    call_command("clearsessions")


def run_job(job: Job) -> bool:
    """Run one job; False when it failed (the reason is in the log). Never raises."""
    try:
        job.load()()
    except Exception:
        log.exception("job %s failed", job.path)
        return False
    return True


def run_all(minimum_interval: float = 60) -> int:
    """Run every job that recurs no more often than `minimum_interval` seconds and would not keep others waiting; the
    number of failures."""
    return sum(not run_job(job) for job in JOBS if job.every >= minimum_interval and not job.lane)
