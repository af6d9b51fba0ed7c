"""Snakemake's plan (dry run) of 100 to 2,603 experiments and of one of them: seconds and memory."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml
from _common import REPOSITORY, report

SIZES = (100, 400, 1000, 2603)
CONFIG = {
    "experiments": "experiments.tsv",
    "pathvars": {"results": "results/many"},
    "genome": {
        "name": "made",
        "fasta": "genome.fa",
        "split": {"validation": ["chr1"], "test": ["chr2"]},
    },
    "window": 101,
}
# Kinds of studies: further config, and columns beside the name, of rows by their number. `files`
# is the plainest; `calibrated` has all that makes a plan long: downloads, calibrations, two kinds
# of targets, and settings of its own in each row.
KINDS: dict[str, tuple[dict, dict]] = {
    "files": (
        {},
        {"peaks": "peaks/E{:04}.bed".format, "jaspar": "MA0139.2".format},
    ),
    "calibrated": (
        {"calibration": {"preset": "standard"}},
        {
            "peaks": "https://127.0.0.1/E{:04}.bed".format,
            "sha256": "{:064x}".format,
            "jaspar": "MA0139.2".format,
            "target": lambda number: ("class", "intensity")[number % 2],
            "seed": str,
        },
    ),
}
TARGET = "results/many/E0001/deepbind/metrics.json"


def write_study(folder: Path, kind: str, size: int) -> None:
    """Write a study of made names, each with a file of its own."""
    config, columns = KINDS[kind]
    (folder / "config.yaml").write_text(yaml.safe_dump(CONFIG | config))
    (folder / "genome.fa").write_text("".join(f">chr{n}\n{'ACGT' * 50}\n" for n in (1, 2, 3)))
    (folder / "peaks").mkdir()
    lines = ["\t".join(["experiment", *columns])]
    for number in range(1, size + 1):
        (folder / "peaks" / f"E{number:04}.bed").write_text("chr3\t10\t30\n")
        lines.append("\t".join([f"E{number:04}", *(cell(number) for cell in columns.values())]))
    (folder / "experiments.tsv").write_text("\n".join(lines) + "\n")


def plan(folder: Path, quiet: str, *targets: str) -> tuple[str, str, str]:
    """Dry-run Snakemake in a process of its own: wall seconds, CPU seconds and peak MiB."""
    program = str(Path(sys.executable).with_name("snakemake"))
    command = [program, "--cores", "2", "--dry-run", *quiet.split()]
    command += ["--snakefile", str(REPOSITORY / "Snakefile"), "--configfile", "config.yaml", "--"]
    started = time.perf_counter()
    with open(folder / "printed", "w") as printed:
        process = subprocess.Popen(
            [*command, *targets], cwd=folder, stdout=printed, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        raise SystemExit((folder / "printed").read_text()[-2000:])
    return f"{wall:.1f}", f"{used.ru_utime + used.ru_stime:.1f}", f"{used.ru_maxrss / 1024:.0f}"


def jobs(folder: Path) -> int:
    """How many jobs the last plan had."""
    lines = (folder / "printed").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("total "))


def main() -> None:
    """Plan studies of each kind and size (arguments: other sizes), in whole and one model."""
    rows = []
    for kind in KINDS:
        for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                write_study(folder, kind, size)
                row: dict[str, object] = {"study": kind, "experiments": size}
                # A dry run with `--quiet all` prints every job, one with `--quiet` none.
                for what, quiet, *targets in (
                    ("silent", "--quiet"),
                    ("all", "--quiet all"),
                    ("one", "--quiet all", TARGET),
                ):
                    seconds, cpu, peak = plan(folder, quiet, *targets)
                    if what == "all":
                        row["jobs"] = jobs(folder)
                    row |= {f"{what}_s": seconds, f"{what}_cpu_s": cpu, f"{what}_mib": peak}
            rows.append(row)
    report("experiments", rows)


if __name__ == "__main__":
    main()
