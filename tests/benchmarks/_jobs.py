"""A study run by Snakemake, and what its processes spent on starting up and on working."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import yaml
from _common import DATA, REPOSITORY, RESULTS

CONFIG = "config/yeast_atlas.yaml"
MIRRORS = (
    *("yeast", "yeast/peaks", "mpra", "deepbind_encode", "pbm", "htselex", "rbp_pysster"),
    *("rnacompete", "motifs", "deepcpg/cpg_profiles", "deepcpg/annos", "methylation"),
)
# Rules' scripts that start Keras.
DEEP = (
    "train",
    "train_trunk",
    "transfer",
    "choose",
    "explain",
    "score_sequences",
    "train_methylation",
)


def run(
    name: str, changes: dict, targets: list[str], config: str = CONFIG, *, anew: bool = True
) -> tuple[dict, list[dict]]:
    """Make files of a study, or all of it, on two cores.

    Args:
        name: of the results, a folder in results/benchmarks.
        changes: of the config.
        targets: files in the results folder; none for all.
        config: config of the study.
        anew: whether the folder is emptied first.

    Returns:
        Of the run, jobs, wall and CPU seconds and the share of start-up; and of each rule, its
        processes, and their CPU seconds of start-up and of all.
    """
    results = f"results/benchmarks/{name}"
    if anew:
        shutil.rmtree(REPOSITORY / results, ignore_errors=True)
    wanted = [f"{results}/{target}" for target in targets]
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "changes.yaml"
        own.write_text(yaml.safe_dump({**changes, "pathvars": {"results": results}}))
        files = ["--configfile", config, str(own)]
        wall, cpu = _snakemake(folder, [*files, "--", *wanted])
        spent = _read(Path(folder))
    rules = _by_rule(spent)
    start_up = sum(row["start_up_s"] for row in rules)
    jobs = sum(row["processes"] for row in rules if row["rule"] != "snakemake")
    whole = {"jobs": jobs, "wall_s": round(wall), "cpu_s": round(cpu)}
    return whole | {"start_up": f"{start_up / cpu:.3f}"}, rules


def own_config(name: str, study: str, changes: dict, left_out: Sequence[str] = ()) -> str:
    """Write a ready study's config with other values under some keys, and without others.

    Args:
        name: of the file, in results/benchmarks.
        study: name of the study.
        changes: whole values, which are not merged with the study's.
        left_out: keys that the file does not have.

    Returns:
        Its path.
    """
    given = yaml.safe_load((REPOSITORY / f"config/{study}.yaml").read_text())
    own = {key: value for key, value in given.items() if key not in left_out} | changes
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{name}.yaml"
    path.write_text(yaml.safe_dump(own, sort_keys=False))
    return str(path)


def _snakemake(folder: str, arguments: list[str]) -> tuple[float, float]:
    """Run it, each Python process writing what it spent into a folder; wall and CPU seconds."""
    mirrors = ":".join(str(DATA / name) for name in MIRRORS)
    environment = {"BINDERY_MIRRORS": mirrors, **os.environ, "START_UP_FOLDER": folder}
    environment["PYTHONPATH"] = str(Path(__file__).parent / "_counted")
    program = str(Path(sys.executable).with_name("snakemake"))
    before, started = _children(), time.perf_counter()
    command = [program, "--cores", "2", "--keep-going", "--quiet", "all", *arguments]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)
    return time.perf_counter() - started, _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _read(folder: Path) -> list[dict]:
    return [json.loads(path.read_text()) for path in folder.glob("*.json")]


def _by_rule(spent: list[dict]) -> list[dict]:
    """Processes of each rule; all that Snakemake itself does counts as start-up."""
    rules = defaultdict(list)
    for process in spent:
        # Snakemake runs a copy of a script: tmp1a2b3c.train.py.
        name = re.sub(r"^tmp\w+\.|\.py$", "", Path(process["program"]).name)
        start_up = process["interpreter"] + process["imports"]
        rules[name].append((process["cpu"] if name == "snakemake" else start_up, process["cpu"]))
    return [
        {
            "rule": name,
            "keras": "yes" if name in DEEP else "",
            "processes": len(found),
            "start_up_s": round(sum(start_up for start_up, _ in found), 1),
            "cpu_s": round(sum(cpu for _, cpu in found), 1),
        }
        for name, found in sorted(rules.items(), key=lambda item: -sum(cpu for _, cpu in item[1]))
    ]
