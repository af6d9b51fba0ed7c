"""Run Snakemake on a tiny simulated study."""

import contextlib
import copy
import csv
import fcntl
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from workflow import preloaded

REPOSITORY = Path(__file__).parents[2]
WORKFLOW_PARTS = ("Snakefile", "workflow", "config", "envs", "profiles")
TINY = {
    "title": "Tiny study",
    "label": "simulated data",
    "experiments": "experiments.tsv",
    "pathvars": {"results": "results/tiny"},
    "simulation": {
        "motifs": {"REST": "MA0138.3", "CTCF": "MA0139.2"},
        "peaks": 60,
        "chromosomes": 5,
        "length": 40000,
    },
    "genome": {
        "name": "tiny",
        "fasta": "<resources>/simulated/genome.fa",
        "split": {"validation": ["sim4"], "test": ["sim5"]},
    },
    "window": 61,
    "background": {"method": "dinucleotide_shuffle"},
    "training": {"epochs": 2, "restarts": 1},
    "evaluation": {"draws": 100},
    # Interpretation has a test of its own.
    "explanation": {"enabled": False},
}
ROWS = [
    {"experiment": "REST", "peaks": "<resources>/simulated/REST.narrowPeak", "jaspar": "MA0138.3"},
    {"experiment": "CTCF", "peaks": "<resources>/simulated/CTCF.narrowPeak", "jaspar": "MA0139.2"},
]

# What the tiny study's run printed, in its folder.
PRINTED = "printed.txt"


TRUNK = {
    "window": 32,
    "settings": {
        "detectors": 8,
        "width": 5,
        "pool": 4,
        "channels": 8,
        "dilations": [1, 2],
        "near": 1,
    },
    "training": {"epochs": 2, "batch_size": 4, "labels": 100, "learning_rate": 0.01},
}


# Basset's kind: rows of merged regions, many outputs.
OF_ROWS = {
    "kind": "tensor",
    "architecture": "basset",
    "window": 80,
    "settings": {"detectors": [8, 8, 8], "hidden": [8, 8]},
    "training": {"epochs": 2, "batch_size": 16, "learning_rate": 0.01},
}


@dataclass
class Study:
    """A folder with a config and a table, to run the workflow in.

    `repository` is the checkout that holds the Snakefile.
    """

    folder: Path
    repository: Path
    config: dict = field(default_factory=lambda: yaml.safe_load(yaml.safe_dump(TINY)))
    rows: list[dict[str, str]] = field(default_factory=lambda: [dict(row) for row in ROWS])

    def write(self) -> None:
        columns = list(dict.fromkeys(key for row in self.rows for key in row))
        lines = ["\t".join(columns)]
        lines += ["\t".join(row.get(column, "") for column in columns) for row in self.rows]
        (self.folder / "experiments.tsv").write_text("\n".join(lines) + "\n")
        (self.folder / "config.yaml").write_text(yaml.safe_dump(self.config))

    def command(self, *arguments: str, cores: int = 2) -> list[str]:
        program = str(Path(sys.executable).with_name("snakemake"))
        snakefile = str(self.repository / "Snakefile")
        fixed = ["--cores", str(cores), "--snakefile", snakefile, "--configfile", "config.yaml"]
        return [program, *fixed, *arguments]

    def run(self, *arguments: str, cores: int = 2, fails: bool = False) -> str:
        """Run Snakemake; return all that it printed."""
        environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        _, *own = self.command(*arguments, cores=cores)
        code, printed = preloaded.run(own, self.folder, environment)
        assert (code != 0) == fails, printed[-4000:]
        return printed

    def jobs(self, *arguments: str) -> dict[str, int]:
        """How many jobs of each rule a dry run plans, `all` and the sum left out."""
        printed = self.run("--dry-run", *arguments)
        found = dict(re.findall(r"^(\w+) +(\d+)$", printed, flags=re.MULTILINE))
        return {rule: int(n) for rule, n in found.items() if rule not in ("all", "total")}

    def path(self, *parts: str) -> Path:
        return self.folder.joinpath("results", "tiny", *parts)

    def copied(self, folder: Path) -> "Study":
        """The same study in another folder, with all that this one has made, times included."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Study(folder, self.repository, *copy.deepcopy((self.config, self.rows)))


def pytest_sessionfinish() -> None:
    preloaded.stop()


def copy_checkout(folder: Path) -> None:
    """Copy the files that make the workflow."""
    for part in WORKFLOW_PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder / part)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes that lock the same file waiting."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable], Path]:
    """A function that makes a folder once for all of pytest's workers, and gives its path."""
    own = tmp_path_factory.getbasetemp()
    base = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, finished = base / name, base / f"{name}.finished"
        with locked(base / f"{name}.lock"):
            if not finished.exists():
                # What another worker failed to make.
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                finished.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def copied_workflow(shared: Callable) -> Path:
    """A copy of the workflow, which no test may edit."""
    return shared("checkout", copy_checkout)


@pytest.fixture(scope="session")
def tiny(shared: Callable, copied_workflow: Path) -> Study:
    """The tiny study, run to its end: to be read, or copied."""

    def run(folder: Path) -> None:
        study = Study(folder, copied_workflow)
        study.write()
        (folder / PRINTED).write_text(study.run())

    return Study(shared("tiny", run), copied_workflow)


@pytest.fixture(scope="session")
def demo_of_one(shared: Callable, copied_workflow: Path) -> Study:
    """The demo with one protein, fewer peaks, and settings given, not searched: to read or copy.

    Two restarts are kept, and three sequences have mutation maps.
    """
    config = yaml.safe_load((copied_workflow / "config/config.yaml").read_text()) | {
        "experiments": "experiments.tsv",
        "pathvars": {"results": "results/tiny"},
        "calibration": {"preset": "none"},
        "training": {"epochs": 8, "restarts": 2, "keep": "mean", "batch_size": 32},
        "explanation": {"maps": 3, "sequences": 200},
    }
    config["simulation"]["peaks"] = 800
    with (copied_workflow / "config/experiments.tsv").open(newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))[:1]

    def run(folder: Path) -> None:
        study = Study(folder, copied_workflow, config, rows)
        study.write()
        study.run()

    return Study(shared("demo", run), copied_workflow, config, rows)


@pytest.fixture
def study(tmp_path: Path, copied_workflow: Path) -> Study:
    """A tiny study, not yet written or run."""
    return Study(tmp_path, copied_workflow)


@pytest.fixture(scope="session")
def trunks(shared: Callable, copied_workflow: Path) -> Study:
    """Two proteins, a trunk, and a model of each that starts from it: to read or copy."""
    config = yaml.safe_load(yaml.safe_dump(TINY)) | {
        "background": {"method": "genomic"},
        "multitask": {
            "tensor": {"kind": "regions", "window": 80, "overlap": 20, "background": 1},
            "trunks": {"narrow": TRUNK, "rows": OF_ROWS},
        },
        "models": {"shared": {"trunk": "narrow"}, "basset": {"trunk": "rows"}},
        "baselines": ["pwm"],
    }
    tables = [f"results/tiny/study/{trunk}/tasks.tsv" for trunk in ("narrow", "rows")]

    def run(folder: Path) -> None:
        study = Study(folder, copied_workflow, config)
        study.write()
        study.run("--", "all", *tables)

    return Study(shared("trunks", run), copied_workflow, config)
