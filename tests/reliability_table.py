"""The text of tests/reliability.md: what was done to runs, and what became of them."""

import ast
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RELIABILITY = HERE / "reliability.md"
RECORDS = HERE / "reliability"
JOBS = ("training", "calibration")
# Files of tests that disturb runs, and what they disturb.
DISTURBING = {
    "workflow/test_ownership.py": "A run whose Snakemake was killed, and another run after it",
    "workflow/test_repeatability.py": "Order, cores, and a kill in a training",
    "workflow/test_contents.py": "Files that are replaced or touched",
    "workflow/test_machine_faults.py": "Disks, limits and clocks",
    "workflow/test_shared_resources.py": "Two studies in one folder of resources",
    "slurm/test_cluster.py": "A SLURM cluster: jobs cancelled and requeued, a node that dies",
    "slurm/test_generic.py": "A cluster by the generic executor",
    "unit/ownership/test_runs.py": "A job whose Snakemake has ended",
    "unit/test_damaged_files.py": "Results that are cut or edited",
}
INTRODUCTION = """# What was done to runs, and what became of them

`make tables` writes this file: from the cases of the tests, from the names of tests that disturb
runs, and from the records of `make bench NAME=kills`, in `tests/reliability`.
"""


def record(name: str) -> list[dict[str, str]]:
    """The rows of a benchmark's record."""
    with (RECORDS / f"{name}.tsv").open(newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def table(columns: dict[str, str], rows: list[dict[str, Any]]) -> str:
    """A Markdown table of some columns of rows.

    Args:
        columns: name of a column in the rows -> its heading.
        rows: the rows.
    """
    lines = [f"| {' | '.join(columns.values())} |", "|---" * len(columns) + "|"]
    lines += [f"| {' | '.join(str(row[name]) for name in columns)} |" for row in rows]
    return "\n".join(lines)


def inputs(cases: list[Any]) -> str:
    """How many inputs of each kind are refused in a line, and how many are read."""
    refused = [case for case in cases if isinstance(case.expected, str) and case.expected]
    rows = []
    for kind in dict.fromkeys(case.kind for case in cases):
        own = [case for case in cases if case.kind == kind]
        told = [case for case in refused if case.kind == kind]
        rows.append({"kind": kind, "told": len(told), "read": len(own) - len(told)})
    return (
        f"## Inputs\n\nOf {len(cases)} inputs, {len(refused)} end in a line that a test compares, "
        "and the others are read\nas they are meant. Each is in [inputs.md](inputs.md), with the "
        "line.\n\n" + table({"kind": "kind", "told": "told in a line", "read": "read"}, rows)
    )


def kills() -> Iterator[str]:
    """Whole runs that were killed at random moments."""
    rows = record("kills")
    runs = {(row["study"], row["run"]): row for row in rows}
    different = sum(int(row["different"]) for row in runs.values())
    alive = sum(int(row["alive"]) for row in rows)
    latest = max(float(row["last_ended_s"]) for row in rows)
    files = sum(int(row["files"]) for row in runs.values())
    yield (
        f"## Runs that were killed\n\n{len(rows)} times SIGKILL at a random moment, in {len(runs)} "
        "runs that were each run again until they\nwere through (`make bench NAME=kills`). Of "
        f"{files} files, compared with those of undisturbed runs,\n{different} differ. {alive} "
        f"processes were alive 10 s after a kill; the last one had ended after {latest:.1f} s. "
        "Compared are\nall results but logs, times of rules and `provenance.json`, which tells of "
        "the run itself. Where a job\nwas killed, Snakemake ended by itself. Checkpoints were 5 s "
        "apart, where a user has 60 s."
    )
    columns = {
        "study": "study", "run": "run", "killed": "killed", "after_s": "after, s",
        "at_work": "rules at work", "last_ended_s": "last process ended after, s", "alive": "alive",
        "different": "files that differ",
    }  # fmt: skip
    yield table(columns, rows)


def jobs() -> Iterator[str]:
    """Single jobs that were killed once."""
    columns = {
        "undisturbed_s": "undisturbed, s", "killed_after_s": "killed after, s",
        "run_again_s": "run again, s", "saved_s": "saved, s", "alive": "alive", "model": "model",
    }  # fmt: skip
    for job in JOBS:
        yield (
            f"## A {job} that was killed\n\nSnakemake gets SIGKILL at five random moments of a "
            f"{job} of yeast Reb1, each in a run of its own\n(`kills.py {job}`). The second run "
            "goes on from the last checkpoint, of\nwhich there was one each 5 s. Times are those "
            "of the whole command, with its start, on a busy machine."
        )
        yield table(columns, record(f"kills_of_a_{job}"))


def disturbances() -> Iterator[str]:
    """The tests that disturb runs, by the names of their functions."""
    yield "## What tests disturb\n\n`make test-all` runs these; their names say what must hold."
    for file, what in DISTURBING.items():
        tree = ast.parse((HERE / file).read_text())
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        told = [
            name.removeprefix("test_").replace("_", " ") for name in names if "test_" in name[:5]
        ]
        yield f"**{what}** (`tests/{file}`)\n\n" + "\n".join(f"- {name}" for name in told)


def reliability_table(cases: list[Any]) -> str:
    """The text of tests/reliability.md.

    Args:
        cases: all cases of tests/inputs.
    """
    parts = [INTRODUCTION.rstrip(), inputs(cases), *kills(), *jobs(), *disturbances()]
    return "\n\n".join(parts) + "\n"
