"""Regenerate the locks and the conda environments from the ranges in pyproject.toml.

The locks are what `make setup` installs: every package of Bindery and of its development, at one
version, with hashes. The conda environments take their versions from the locks, so that a result
is made by the same packages whichever way a rule's software is deployed.

Run it as `make lock`: versions already in a lock stay as long as the ranges allow them, and
`make lock UPGRADE=1` takes the newest instead.
"""

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
ENVS = ROOT / "envs"
LOCKS = {
    "cpu": ("cpu", "jax", "structure", "dev"),
    "gpu": ("gpu", "structure", "dev"),
}
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)", re.MULTILINE)
# What holds on every machine is what marks a package that every machine needs.
EVERYWHERE = re.compile(
    r"^numpy==\S+ ; (?P<markers>.*?(?P<bound>python_full_version < \S+ and ).*?)( \\)?$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Environment:
    """A conda environment: what conda installs, and the extras whose packages pip adds."""

    purpose: str
    extras: tuple[str, ...]
    lock: str = "cpu"
    channels: tuple[str, ...] = ("conda-forge", "nodefaults")
    packages: tuple[str, ...] = ()


ENVIRONMENTS = {
    "data": Environment(
        "genomes, peaks and tensors",
        extras=("data",),
        channels=("conda-forge", "bioconda", "nodefaults"),
        packages=("bedtools=2.31.1",),
    ),
    "train": Environment("models, on processors", extras=("train", "tensorflow")),
    "train-gpu": Environment(
        "models, on NVIDIA GPUs", extras=("train", "tensorflow-gpu"), lock="gpu"
    ),
    "motifs": Environment("motifs, mutation maps and patterns", extras=("motifs",)),
    "structure": Environment("secondary structure of RNA", extras=("structure",)),
    "report": Environment("metrics, figures and pages", ("report",), packages=("graphviz=12.*",)),
}


def compile_extras(extras: tuple[str, ...], output: Path, *options: str | Path) -> str:
    """Resolve the package with some of its extras, for every machine named in pyproject.toml.

    Args:
        extras: Names of extras.
        output: File that uv writes; the versions already in it are preferred.
        *options: Further options of `uv pip compile`.

    Returns:
        The requirements, one version of each, without the markers that hold on every machine.
    """
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"]
    command += ["--universal", "--fork-strategy", "fewest", "--python-version", "3.11"]
    command += ["--no-annotate", "--custom-compile-command", "make lock", "--output-file", output]
    for extra in extras:
        command += ["--extra", extra]
    subprocess.run([*command, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    text = output.read_text()
    everywhere = EVERYWHERE.search(text)
    if not everywhere:
        return text
    return text.replace(f" ; {everywhere['markers']}", "").replace(everywhere["bound"], "")


def pins(text: str) -> list[str]:
    """Reduce requirements to plain `name==version` lines."""
    return [f"{match['name']}=={match['version']}\n" for match in PIN.finditer(text)]


def conda_environment(environment: Environment, requirements: str) -> str:
    """Write out a conda environment.

    Args:
        environment: What it is made of.
        requirements: The pip part, as uv writes it.
    """
    pip = [line for line in requirements.splitlines() if PIN.match(line)]
    lines = [
        f"# {environment.purpose[0].upper()}{environment.purpose[1:]}. Written by `make lock`.",
        "channels:",
        *(f"  - {channel}" for channel in environment.channels),
        "dependencies:",
        *(f"  - {package}" for package in ("python=3.11.*", "pip", *environment.packages)),
        "  - pip:",
        *(f"      - {line}" for line in pip),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both locks, then the environments that follow from them."""
    parser = argparse.ArgumentParser(description="Regenerate the locks and the conda environments.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = ["--upgrade"] if parser.parse_args().upgrade else []

    with TemporaryDirectory() as folder:
        constraint = Path(folder, "constraint.txt")
        constraint.write_text("")
        for name, extras in LOCKS.items():
            lock = ENVS / f"requirements-{name}.txt"
            options = ["--generate-hashes", "--constraint", constraint, *upgrade]
            lock.write_text(compile_extras(extras, lock, *options))
            print(f"lock: {lock.relative_to(ROOT)}")
            # The second lock keeps to the first one's versions.
            constraint.write_text(constraint.read_text() or "".join(pins(lock.read_text())))

        for name, environment in ENVIRONMENTS.items():
            lock = ENVS / f"requirements-{environment.lock}.txt"
            constraint.write_text("".join(pins(lock.read_text())))
            output = Path(folder, f"{name}.txt")
            closure = compile_extras(environment.extras, output, "--constraint", constraint)
            file = ENVS / f"{name}.yaml"
            file.write_text(conda_environment(environment, closure))
            print(f"lock: {file.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
