"""Runs killed at random moments and run again: are the results those of an undisturbed run?

Without arguments, whole runs of the demo and of two yeast proteins, each killed several times.
With `training` or `calibration`, one job of that kind, killed once in each run. The tables are
written to tests/reliability too, where `make tables` reads them.
"""

import csv
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import yaml
from _common import DATA, REPOSITORY, RESULTS, report
from _jobs import MIRRORS

FOLDER = RESULTS / "kills"
RECORDS = REPOSITORY / "tests/reliability"
SEED = 1
CHAINS, KILLS = 3, 10
# Seconds of a run after which it is killed, at most; the first are those in which Snakemake starts.
FIRST, LAST = 1.0, 45.0
# Seconds that processes of a killed run may live on.
ALLOWED = 10.0
# Whole seconds between two checkpoints, instead of the usual minute.
CHECKPOINT = "5"
MOMENTS = 5
WHAT = SNAKEMAKE, ALL, JOB = "Snakemake", "its process group", "a job"
# Files that tell of the run itself: times, memory, where it was killed.
OF_THE_RUN = ("logs", "benchmarks", "provenance.json")
YEAST = ("Reb1", "Abf1")
LIMIT = 3600


@dataclass
class Run:
    """A study in a folder of its own, to be run, killed, and run again."""

    folder: Path
    targets: list[str] = field(default_factory=list)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Run Snakemake on two cores, as a user goes on: after `--unlock`, if there is a lock."""
        program = str(Path(sys.executable).with_name("snakemake"))
        command = [program, "--cores", "2", "--snakefile", str(REPOSITORY / "Snakefile")]
        command += ["--configfile", "config.yaml"]
        if any((self.folder / ".snakemake/locks").glob("*")):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run([*command, "--unlock"], cwd=self.folder, check=True, **quiet)
        # The package is found by the workflow, as it is without this benchmark's PYTHONPATH.
        own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        own["BINDERY_MIRRORS"] = ":".join(str(DATA / name) for name in MIRRORS)
        own["BINDERY_CHECKPOINT_SECONDS"] = CHECKPOINT
        with (self.folder / "printed.txt").open("a") as printed:
            self.process = subprocess.Popen(
                [*command, "--rerun-incomplete", "--", *self.targets],
                cwd=self.folder,
                env=own,
                stdout=printed,
                stderr=printed,
                start_new_session=True,
            )

    def finish(self) -> float:
        """Run to the end; the seconds that it took."""
        started = time.perf_counter()
        self.start()
        if self.process.wait(LIMIT):
            raise SystemExit(f"{self.folder} failed: see printed.txt there")
        return time.perf_counter() - started

    def jobs(self) -> list[psutil.Process]:
        """The processes that run a rule's script."""
        try:
            own = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return [process for process in own if script_of(process)]

    def alive(self) -> list[psutil.Process]:
        """The processes that work in the folder, whoever started them."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.cwd() == str(self.folder):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kill(self, what: str, chosen: random.Random) -> tuple[str, str]:
        """Kill Snakemake, or all its processes, or a job if there is one.

        Returns:
            What was killed, and the rules that were at work.
        """
        jobs = self.jobs()
        rules = " ".join(sorted({script_of(process) for process in jobs} - {""}))
        if what == JOB and not jobs:
            what = SNAKEMAKE
        if what == ALL:
            os.killpg(self.process.pid, signal.SIGKILL)
        elif what == JOB:
            chosen.choice(jobs).kill()
        else:
            self.process.kill()
        self.process.wait(LIMIT)
        return what, rules

    def files(self) -> dict[str, str]:
        """Digests of the results by path, without what tells of the run itself."""
        root = self.folder / "results"
        return {
            name: hashlib.sha256((root / name).read_bytes()).hexdigest()
            for name in sorted(str(path.relative_to(root)) for path in root.rglob("*"))
            if (root / name).is_file() and not set(Path(name).parts) & set(OF_THE_RUN)
        }


def script_of(process: psutil.Process) -> str:
    """The rule's script that a process runs, or nothing."""
    try:
        words = process.cmdline()
    except psutil.Error:
        return ""
    # Snakemake runs a copy of a script: tmp1a2b3c.train.py.
    names = [Path(word).name for word in words if ".snakemake/scripts/" in word]
    return names[0].split(".")[1] if names else ""


def left_over(run: Run) -> tuple[float, int]:
    """Seconds until the last process of a killed run has ended, and how many are alive then."""
    started = time.perf_counter()
    while run.alive() and time.perf_counter() - started < ALLOWED:
        time.sleep(0.05)
    return time.perf_counter() - started, len(run.alive())


def made(study: str, name: str, targets: tuple[str, ...] = ()) -> Run:
    """An empty folder with a study's config and table."""
    folder = FOLDER / f"{study}_{name}".replace(" ", "_")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = {"demo": "config", "two yeast proteins": "yeast"}[study]
    config = yaml.safe_load((REPOSITORY / f"config/{source}.yaml").read_text())
    with (REPOSITORY / config["experiments"]).open(newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    if study != "demo":
        rows = [row for row in rows if row["experiment"] in YEAST]
        unused = ("multitask", "candidates", "training")
        config = {key: value for key, value in config.items() if key not in unused}
        config |= {"models": {"deepbind": {"architecture": "deepbind"}}}
        config |= {"calibration": {"preset": "quick"}}
    config |= {"experiments": "experiments.tsv", "pathvars": {"results": "results/own"}}
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    with (folder / "experiments.tsv").open("w", newline="") as table:
        writer = csv.DictWriter(table, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return Run(folder, list(targets))


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Files that differ, or are in one alone."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def chain(study: str, name: str, expected: dict[str, str]) -> list[dict]:
    """Run a study to its end with kills in between, and compare its files."""
    chosen = random.Random(f"{SEED}, {study}, {name}")
    run, rows = made(study, name), []
    for number in range(KILLS):
        run.start()
        moment, what = chosen.uniform(FIRST, LAST), WHAT[(number + int(name)) % len(WHAT)]
        try:
            run.process.wait(moment)
            break
        except subprocess.TimeoutExpired:
            what, rules = run.kill(what, chosen)
        seconds, alive = left_over(run)
        rows.append(
            {"study": study, "run": name, "killed": what, "after_s": f"{moment:.1f}"}
            | {"at_work": rules or "none", "last_ended_s": f"{seconds:.1f}", "alive": alive}
        )
        print(*rows[-1].values(), sep="\t", flush=True)
    run.finish()
    wrong = differing(expected, run.files())
    print(f"{run.folder}: {len(expected)} files, {len(wrong)} differ", *wrong, flush=True)
    return [row | {"files": len(expected), "different": len(wrong)} for row in rows]


def write(name: str, rows: list[dict]) -> None:
    """Print the rows, and keep them for tests/reliability.md."""
    report(name, rows)
    RECORDS.mkdir(exist_ok=True)
    with (RECORDS / f"{name}.tsv").open("w", newline="") as table:
        writer = csv.DictWriter(table, list(rows[0]), delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def whole_runs() -> None:
    """Kill whole runs at random moments."""
    rows = []
    for study in ("demo", "two yeast proteins"):
        undisturbed = made(study, "undisturbed")
        print(f"{study}: {undisturbed.finish():.0f} s undisturbed", flush=True)
        for number in range(CHAINS):
            rows += chain(study, str(number + 1), undisturbed.files())
    write("kills", rows)


def one_job(kind: str) -> None:
    """Kill one training, or one calibration and its last trainings, at random moments."""
    study, target = "two yeast proteins", "results/own/Reb1/deepbind/model.keras"
    chosen = random.Random(f"{SEED}, {kind}")
    prepared = made(study, kind, ("results/own/Reb1/tensor.h5",))
    if kind == "training":
        path = prepared.folder / "config.yaml"
        config = yaml.safe_load(path.read_text())
        config |= {"calibration": {"preset": "none"}}
        config |= {"training": {"restarts": 3, "epochs": 60, "patience": 60}}
        path.write_text(yaml.safe_dump(config))
    prepared.finish()

    def copied(name: str) -> Run:
        folder = FOLDER / f"{kind}_{name}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared.folder, folder)
        return Run(folder, [target])

    undisturbed = copied("undisturbed")
    whole = undisturbed.finish()
    expected, rows = (undisturbed.folder / target).read_bytes(), []
    for number, moment in enumerate(sorted(chosen.uniform(0.1, 0.95) for _ in range(MOMENTS)), 1):
        run = copied(str(number))
        run.start()
        time.sleep(moment * whole)
        run.kill(SNAKEMAKE, chosen)
        _, alive = left_over(run)
        again = run.finish()
        same = (run.folder / target).read_bytes() == expected
        rows.append(
            {
                "job": kind,
                "undisturbed_s": f"{whole:.0f}",
                "killed_after_s": f"{moment * whole:.0f}",
            }
            | {"run_again_s": f"{again:.0f}", "saved_s": f"{whole - again:.0f}", "alive": alive}
            | {"model": "the same bytes" if same else "different"}
        )
        print(*rows[-1].values(), sep="\t", flush=True)
    write(f"kills_of_a_{kind}", rows)


if __name__ == "__main__":
    if sys.argv[1:]:
        one_job(sys.argv[1])
    else:
        whole_runs()
