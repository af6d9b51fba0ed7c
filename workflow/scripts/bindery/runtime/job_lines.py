"""The terminal's lines about jobs and their results.

Standard library only, see `settings`.
"""

import json
import os
import re
import signal
from collections.abc import Iterable, Mapping
from typing import Any

from bindery import tsv
from bindery.machine_faults import MORE_MEMORY

# A message of Snakemake, whose attributes describe a job.
Record = Any

# The rule of Snakemake's default target, which is not a job of its own.
TARGET = "all"
# Rules whose jobs take long: their start is shown too. The first one comes first in the plan.
LONG = ("train", "explain")
# Wildcards longer than this, such as checksums, are not shown.
LONGEST_WILDCARD = 40
# How processes end that run out of memory: killed by the system, or by their own libraries.
OF_MEMORY = (signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS)
# A shell's exit status is this and the number of the signal.
OF_A_SIGNAL = 128
RULES_SHOWN = 4
ROWS_SHOWN = 20
LINES_OF_A_TRACE = 10
MEASURES = {"auroc": "AUROC", "auprc": "AUPRC"}


def counted(number: int, what: str) -> str:
    """A number with a noun: `1 job`, `2 jobs`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """A time in words: `54 s`, `3 min 24 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def job_name(job: Record) -> str:
    """A job in words: its rule and its wildcards, such as `train CTCF deepbind`."""
    wildcards = getattr(job, "wildcards", None) or {}
    told = [value for value in wildcards.values() if len(value) <= LONGEST_WILDCARD]
    return " ".join([job.rule_name.replace("_", " "), *told])


def plan(stats: Mapping[str, int]) -> tuple[int, str]:
    """The number of jobs to do, and a line with their rules.

    Args:
        stats: rule -> number of jobs, and `total`, as from Snakemake.
    """
    counts = {rule: number for rule, number in stats.items() if rule not in (TARGET, "total")}
    # Trainings first, then rules by their number of jobs.
    rules = sorted(counts, key=lambda rule: (rule != LONG[0], -counts[rule]))
    told = [f"{counts[rule]} {rule.replace('_', ' ')}" for rule in rules[:RULES_SHOWN]]
    others = sum(counts[rule] for rule in rules[RULES_SHOWN:])
    total = sum(counts.values())
    told += [counted(others, "other")] if others else []
    return total, f"{counted(total, 'job')} to do: {', '.join(told)}"


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def score(metrics: Mapping[str, Any]) -> tuple[str, str]:
    """The main results among metrics, as text.

    Args:
        metrics: contents of a metrics.json, or a row of summary.tsv.

    Returns:
        The first measure with an interval, and the same measure of the best baseline; either may be
        empty.
    """
    for name in metrics:
        value, low, high = (_number(metrics.get(name + end)) for end in ("", "_low", "_high"))
        if value is not None and low is not None and high is not None:
            break
    else:
        return "", ""
    own = f"{MEASURES.get(name, name.capitalize())} {value:.3f} ({low:.3f}-{high:.3f})"
    # The baseline's name is in column `x` where its score is in `x_auroc`.
    for key in metrics:
        stem, against = key.removesuffix(f"_{name}"), _number(metrics[key])
        if stem != key and isinstance(metrics.get(stem), str) and against is not None:
            return own, f"baseline {metrics[stem]} {against:.3f}"
    return own, ""


def score_of(outputs: Iterable[str]) -> str:
    """The results of a job, if its outputs include a readable metrics.json; otherwise empty."""
    for path in outputs:
        if os.path.basename(path) == "metrics.json":
            try:
                with open(path) as handle:
                    return ", ".join(filter(None, score(json.load(handle))))
            except (OSError, ValueError):
                break
    return ""


def table(summary: str) -> list[str]:
    """A line for each experiment and model, with its score and the best baseline's.

    Args:
        summary: path of summary.tsv. Rows of baselines are left out unless there are no others. If
            not all rows are shown, the last line names the file.
    """
    rows = [(row["experiment"], row["model"], *score(row)) for row in tsv.read(summary)]
    rows = [row for row in rows if row[3]] or [row for row in rows if row[2]]
    shown = rows[:ROWS_SHOWN]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in shown
    ]
    left = len(rows) - len(shown)
    return [*lines, f"... {left} more in {summary}"] if left else lines


def _lines(path: str) -> list[str]:
    try:
        with open(path, errors="replace") as handle:
            return handle.read().splitlines()
    except OSError:
        return []


def warnings_in(logs: Iterable[str]) -> list[str]:
    """The package's warnings in a job's logs, as `logs.start` writes them."""
    return [line for path in logs for line in _lines(path) if line.startswith("WARNING ")]


def killed(ending: str, name: str, rule: str) -> str:
    """The error of a job that a signal ended; empty if it ended in another way.

    Args:
        ending: what Snakemake tells: `died with <Signals.SIGKILL: 9>`, or `exit status 137`.
        name: the job in words.
        rule: its rule.
    """
    found = re.search(r"(\d+)>?$", ending)
    number = int(found[1]) if found else 0
    number -= OF_A_SIGNAL if ending.startswith("exit status") else 0
    if number not in [own.value for own in OF_MEMORY]:
        return ""
    told = MORE_MEMORY.replace("RULE", rule)
    return (
        f"ERROR {name} was ended by {signal.Signals(number).name}, perhaps because memory ran "
        f"out; {told}"
    )


def error_in(logs: Iterable[str]) -> tuple[list[str], bool]:
    """The description of a job's failure in its logs.

    Returns:
        The lines of the package's errors, or else the end of the first log that is not empty (a
        cluster's log repeats the job's own). And whether the package logged an error at all.
    """
    lines = next(filter(None, map(_lines, logs)), [])
    if errors := [line for line in lines if line.startswith("ERROR ")]:
        return errors, True
    return lines[-LINES_OF_A_TRACE:], False
