"""The terminal output of a run: one line for each job, with its score, instead of Snakemake's own.

A log handler receives messages before Snakemake's own handler and takes over when a run begins.
Earlier messages (errors in a config, a lint, a list of rules) and Snakemake's log file do not
change. Messages that this handler does not know go to Snakemake's handler. Standard library only,
see `settings`.
"""

import logging
import os
import re
import time
from collections.abc import Iterable
from typing import Any

from bindery.errors import InputError
from bindery.runtime import job_lines
from bindery.runtime.job_lines import Record, counted, duration, job_name
from bindery.runtime.last_word import LastWord, handler_of, listen

# Tells the scripts that this process reads their log files, so that nothing is shown twice.
VARIABLE = "BINDERY_PROGRESS"
# Snakemake's events and beginnings of messages that are hidden, as they do not concern the study.
HIDDEN = ("workflow_started", "resources_info", "job_started", "group_info", "shellcmd", "progress")
CHATTER = (
    # The first one appears before a run's first event.
    "Assuming unrestricted shared filesystem usage",
    "Building DAG of jobs",
    "Using shell: ",
    "Conda environments: ignored",
    "Singularity containers: ignored",
    "Group jobs: inactive",
    "Select jobs to execute",
    "Removing output files of failed job",
    "Shutting down, this might take",
    "Exiting because a job execution failed",
    "WorkflowError:\nAt least one job did not complete",
    "Complete log(s): ",
    "Elapsed time: ",
)
# Options that ask for more or less of Snakemake's output than usual.
FLAGS = ("dryrun", "printshellcmds", "quiet", "debug_dag", "verbose", "show_failed_logs")
WARNINGS_SHOWN = 20
RED, YELLOW, PLAIN = "\033[31m", "\033[33m", "\033[0m"


class Progress(logging.Handler):
    """Log handler that prints a run's lines on the terminal."""

    def __init__(self, usual: Any, workflow: Any, page: str, summary: str, word: LastWord):
        """Create a handler that receives messages before Snakemake's.

        Args:
            usual: Snakemake's handler for the terminal.
            workflow: Snakemake's workflow.
            page: the study's page, which is named at the end of a run that makes it.
            summary: the table of metrics that the page shows.
            word: what keeps errors for the end.
        """
        super().__init__()
        self.word = word
        self.usual, self.workflow, self.page, self.summary = usual, workflow, page, summary
        self.header: Record | None = None
        self.active = False
        self.jobs: dict[int, Record] = {}
        self.failed: set[int] = set()
        # Exit status of each thread's last script, whose job's error comes from the same thread.
        self.endings: dict[int | None, str] = {}
        self.done = self.total = self.warnings = 0
        self.began = time.time()
        self.events = {
            "run_info": self._plan,
            "job_info": self._start,
            "job_finished": self._finish,
            "job_error": self._fail,
            "group_error": self._fail_group,
        }

    def emit(self, record: Record) -> None:
        """Show a message of Snakemake, or a line that replaces it."""
        try:
            if not self._takes_over(record) or not self._show(record):
                self.usual.handle(record)
        except BrokenPipeError:
            raise
        except Exception:
            # An error in these lines must not stop a run.
            self.usual.handle(record)

    def _takes_over(self, record: Record) -> bool:
        """Whether a run has begun; its first message is kept until Snakemake knows its mode."""
        if not self.active and str(record.msg).startswith(CHATTER[0]):
            return True
        if not self.active and getattr(record, "event", None) == "workflow_started":
            self.header = record
            return True
        if self.header:
            header, self.header = self.header, None
            self.active = not (self.workflow.dryrun or self.workflow.touch)
            if self.active:
                os.environ[VARIABLE] = "1"
            else:
                self.usual.handle(header)
        return self.active

    def _show(self, record: Record) -> bool:
        """Show a message in other words, or hide it; return False to pass it on."""
        event, text = getattr(record, "event", None), str(record.msg)
        if event in self.events:
            self.events[event](record)
        elif event == "error" and "CalledProcessError" in text:
            found = re.search(r"exit status \d+|died with .*", text)
            self.endings[record.thread] = found[0].rstrip(".") if found else ""
        elif again := re.match(r"Trying to restart job (\d+)", text):
            self._write(f"again: {self._name_of(int(again[1]))}", indent=True)
        elif text.startswith("Nothing to be done"):
            self.usual.handle(record)
            self._write_results()
        else:
            return event in HIDDEN or text.startswith(CHATTER)
        return True

    def _write(self, text: str, colour: str = "", indent: bool = False) -> None:
        margin = " " * (2 * len(str(self.total)) + 4) if indent else ""
        if colour and not self.usual.nocolor:
            text = f"{colour}{text}{PLAIN}"
        self.usual.stream.write(f"{margin}{text}\n")
        self.usual.flush()

    def _name_of(self, jobid: int) -> str:
        return job_name(self.jobs[jobid]) if jobid in self.jobs else f"job {jobid}"

    def _plan(self, record: Record) -> None:
        self.total, text = job_lines.plan(record.stats)
        self._write(text)

    def _is_long(self, job: Record) -> bool:
        # On a cluster, a job begins some time after it was submitted.
        return job.local and job.rule_name in job_lines.LONG

    def _start(self, record: Record) -> None:
        self.jobs[record.jobid] = record
        if self._is_long(record):
            self._write(f"{job_name(record)} ...", indent=True)

    def _finish(self, record: Record) -> None:
        job = self.jobs.pop(record.job_id, None)
        self.failed.discard(record.job_id)
        self.word.errors.pop(record.job_id, None)
        if job is None or job.rule_name == job_lines.TARGET:
            return
        self.done += 1
        came_to = job_lines.score_of(job.output)
        if self._is_long(job):
            came_to = duration(record.created - job.created)
        count = f"[{self.done:{len(str(self.total))}}/{self.total}]"
        self._write(f"{count} {job_name(job)}{'  ' if came_to else ''}{came_to}")
        for line in job_lines.warnings_in(job.log):
            self.warnings += 1
            if self.warnings <= WARNINGS_SHOWN:
                self._write(line, YELLOW, indent=True)

    def _fail(self, record: Record) -> None:
        """Print the failed job, the error in its log, and the path of the log."""
        lines, is_of_package = job_lines.error_in(record.log)
        # For a group, Snakemake reports all jobs and does not know which one failed.
        if record.indent and not is_of_package:
            return
        self.failed.add(record.jobid)
        ending = self.endings.pop(record.thread, "")
        name = job_name(self.jobs.get(record.jobid, record))
        if not is_of_package and (killed := job_lines.killed(ending, name, record.rule_name)):
            self.word.note(record.jobid, [killed], True)
            lines = [*lines, killed]
        else:
            self.word.note(record.jobid, lines, is_of_package)
            lines = [*lines, ending] if ending and ending != "exit status 1" else lines
        lines = [*lines, record.rule_msg] if record.rule_msg else lines
        self._write_failure(name, lines, record.log)

    def _fail_group(self, record: Record) -> None:
        rules = ", ".join(job["rule_name"].replace("_", " ") for job in record.job_error_info)
        self._write_failure(f"a group of jobs: {rules}", [], record.aux_logs)

    def _write_failure(self, name: str, lines: list[str], logs: Iterable[str]) -> None:
        lines = [f"FAILED {name}", *lines, *(f"log: {path}" for path in logs)]
        self._write("\n    ".join(lines), RED)

    def succeed(self) -> None:
        """Print the results at the end of a run."""
        if self.active:
            lasted = duration(time.time() - self.began)
            self._write(f"{counted(self.done, 'job')} done in {lasted}{self._warned()}")
            self._write_results()

    def give_up(self, logs: Iterable[str]) -> None:
        """Print at the end of a failed run how many jobs were done, and then the errors.

        Args:
            logs: Snakemake's log files.
        """
        if self.active:
            failed = f"{counted(len(self.failed), 'job')} failed, " if self.failed else ""
            self._write(f"{failed}{self.done} of {self.total} jobs done{self._warned()}", RED)
            for path in logs:
                self._write(f"Snakemake's log: {path}")
            for line in self.word.lines():
                self._write(line, RED)
            self.word.errors.clear()

    def _warned(self) -> str:
        unseen = " (the later ones in the jobs' logs)" if self.warnings > WARNINGS_SHOWN else ""
        return f", {counted(self.warnings, 'warning')}{unseen}" if self.warnings else ""

    def _write_results(self) -> None:
        """Print the study's scores and the path of its page, if the run made the page."""
        if not any(self.page in job.output for job in self.workflow.dag.jobs):
            return
        try:
            lines = job_lines.table(self.summary)
        except (InputError, OSError, ValueError, KeyError):
            lines = []
        self._write("\n".join(["", *lines, "", f"Report: {self.page}"]))


def start(workflow: Any, page: str, summary: str) -> Progress | None:
    """Take over the terminal of a run, unless its user asked for a different output.

    Args:
        workflow: Snakemake's workflow, at parse time.
        page: the study's page.
        summary: the study's table of metrics.

    Returns:
        The handler. None if Snakemake prints the run itself: in the jobs of a run, in a workflow
        that imports this one, and with any option about its output.
    """
    mode, asked = workflow.exec_mode.name, workflow.output_settings
    if mode != "SUBPROCESS":
        os.environ.pop(VARIABLE, None)
    usual = handler_of(workflow)
    if usual is None:
        return None
    logger = workflow.logger_manager.logger
    word = listen(usual)
    if any(getattr(asked, flag) for flag in FLAGS):
        return None
    progress = Progress(usual, workflow, page, summary, word)
    logger.removeHandler(usual)
    logger.addHandler(progress)
    return progress
