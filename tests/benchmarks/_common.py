"""What the benchmarks share: folders, a table on screen and on disk, and the machine in words."""

import json
import os
import platform
import resource
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
DATA = Path(os.environ.get("BINDERY_REAL_DATA", REPOSITORY.parent / "shared/data"))
RESULTS = REPOSITORY / "results" / "benchmarks"


def machine() -> str:
    """Processor, cores and memory of this machine, in one line."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [line for line in information.read_text().splitlines() if "model name" in line]
        model = names[0].split(":", 1)[1].strip() if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def report(name: str, rows: list[dict]) -> None:
    """Print rows as a table and write them to results/benchmarks/{name}.tsv."""
    columns = list(rows[0])
    table = [columns, *[[str(row[column]) for column in columns] for row in rows]]
    widths = [max(len(line[index]) for line in table) for index in range(len(columns))]
    print(f"# {machine()}")
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.tsv"
    lines = ["\t".join(line) for line in table]
    path.write_text(f"# {machine()}\n" + "\n".join(lines) + "\n")
    print(f"written to {path.relative_to(REPOSITORY)}")


def peak_mebibytes() -> float:
    """Peak resident memory of this process and of its largest child, added, in MiB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + children) / 1024


def in_own_process(script: str, *arguments: str) -> dict:
    """Run a benchmark's script with arguments in a process of its own; its last line is JSON."""
    command = [sys.executable, script, *arguments]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(result.stdout.splitlines()[-1])
