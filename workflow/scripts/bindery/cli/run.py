"""`bindery run`: Snakemake, with this workflow and a user's config, in the current folder."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import click

from bindery.cli import workflow
from bindery.cli.command import Command
from bindery.errors import InputError
from bindery.machine_faults import unwritable

CONFIG = "config.yaml"
# Programs that are no Python packages, and their packages in Debian and conda.
PROGRAMS = {"bedtools": "bedtools", "dot": "graphviz", "tred": "graphviz"}


# Options of Snakemake that say where jobs run, so that the cores of this machine are no limit.
PLACES = ("-e", "--executor", "-j", "--jobs", "-c", "--cores", "--profile", "--workflow-profile")
REST = "bindery.snakemake_options"


class RunCommand(Command):
    """A command that keeps what follows `--` for Snakemake."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take off `--` and what follows, since a first word there is no CONFIG."""
        at = args.index("--") if "--" in args else len(args)
        ctx.meta[REST] = tuple(args[at + 1 :])
        return super().parse_args(ctx, args[:at])


@click.command(
    "run",
    cls=RunCommand,
    options_metavar="[OPTIONS]",
    examples=(
        "run",
        "run my/config.yaml --cores 4",
        "run my/config.yaml -- --dry-run",
        "run my/config.yaml -- results/mine/CTCF/report.html --forcerun train",
    ),
)
@click.argument("config", default=CONFIG, metavar="[CONFIG] [-- SNAKEMAKE OPTIONS]")
@click.option("--cores", type=click.IntRange(min=1), help="Cores to use; all if not given.")
@click.pass_context
def command(context: click.Context, config: str, cores: int | None) -> None:
    """Run a study: train, explain and compare its models.

    CONFIG is the study's config, config.yaml in the current folder if not given. Results are
    written into the folder that it names; the same command goes on where a run was stopped. What
    follows -- is for Snakemake: its options, or files to make. The exit code is Snakemake's.
    """
    check_config(config)
    check_folder()
    if importlib.util.find_spec("snakemake") is None:
        raise ModuleNotFoundError(name="snakemake")
    environment = with_programs(dict(os.environ))
    check_programs(environment)
    line = arguments(config, cores, context.meta[REST])
    sys.stdout.flush()
    # In place of this process, so that signals and the exit code are Snakemake's own.
    os.execve(sys.executable, line, environment)  # noqa: S606


def arguments(config: str, cores: int | None, options: tuple[str, ...]) -> list[str]:
    """The command line that runs Snakemake.

    Args:
        config: the study's config.
        cores: cores to use, or None for all.
        options: further options of Snakemake, and files to make.
    """
    fixed = ["--snakefile", str(workflow.folder() / "Snakefile"), "--configfile", config]
    if cores is not None:
        fixed += ["--cores", str(cores)]
    elif not any(word.partition("=")[0] in PLACES for word in options):
        fixed += ["--cores", "all"]
    # Not by `-m` where it can be helped, which would take modules from the current folder.
    script = Path(sys.executable).with_name("snakemake")
    program = [str(script)] if script.is_file() else ["-m", "snakemake"]
    return [sys.executable, *program, *fixed, *options]


def check_folder() -> None:
    """Raise InputError unless Snakemake can write into the current folder, which it must."""
    if told := unwritable(Path.cwd()):
        raise InputError(told)


def check_config(config: str) -> None:
    """Raise InputError unless there is a config that is YAML."""
    if Path(config).is_file():
        _check_yaml(config)
        return
    what = "this is a folder" if Path(config).is_dir() else "there is no such config"
    remedy = "`bindery init` writes one; or name yours: bindery run my/config.yaml"
    raise InputError(what, file=config, remedy=remedy)


def _check_yaml(config: str) -> None:
    """Raise InputError with the line of what is no YAML; Snakemake's error names no place."""
    import yaml

    try:
        yaml.load(Path(config).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = mark.line + 1 if mark else None
        raise InputError(
            f"this is no YAML ({error.problem})",
            file=config,
            row=row,
            remedy="correct the line, or the one above it",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError("this is no YAML", file=config, remedy="give a text file") from error


def with_programs(environment: dict[str, str]) -> dict[str, str]:
    """An environment whose programs are those beside this Python first, as in an active one."""
    own = str(Path(sys.executable).parent)
    return environment | {"PATH": os.pathsep.join([own, environment.get("PATH", "")])}


def check_programs(environment: dict[str, str]) -> None:
    """Raise InputError if programs are missing that are no Python packages."""
    missing = {
        package
        for program, package in PROGRAMS.items()
        if shutil.which(program, path=environment["PATH"]) is None
    }
    if missing:
        names = " ".join(sorted(missing))
        raise InputError(
            f"{' and '.join(sorted(missing))} not found, which a study needs",
            remedy=f"install: sudo apt-get install {names}, or "
            f"conda install --channel conda-forge --channel bioconda {names}",
        )
