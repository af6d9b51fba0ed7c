import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from helpers import ROOT, run_python

from bindery import __version__
from bindery.cli import registry
from bindery.cli.command import Command
from bindery.cli.main import bindery as group
from bindery.cli.main import exit_code
from bindery.errors import InputError

HEAVY = ("numpy", "keras", "tensorflow", "pandas", "h5py", "rich", "yaml", "snakemake")
LOADED = f"print(*sorted({{name.split('.')[0] for name in sys.modules}} & set({HEAVY})))"


def command_of(name: str) -> click.Command:
    found = group.get_command(click.Context(group), name)
    assert found is not None
    return found


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """The exit code of a command that raises an error."""

    @click.command("fails")
    def fails() -> None:
        raise error

    monkeypatch.setattr(registry.Commands, "get_command", lambda *_: fails)
    return exit_code(["fails"])


@pytest.mark.parametrize("words", [[], ["--help"], ["--version"], ["run", "--help"]])
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    code = f"import sys; from bindery.cli.main import exit_code; exit_code({words}); {LOADED}"
    result = run_python(code)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("name", registry.COMMANDS)
def test_help_of_each_command_is_quick_and_has_an_example(
    name: str, bindery: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = command_of(name)
    assert command.name == name and isinstance(command, Command)
    assert command.get_short_help_str(limit=200) == registry.COMMANDS[name].line
    assert command.examples and all(own.split()[0] == name for own in command.examples)
    code, printed, _ = bindery(name, "--help")
    assert code == 0
    assert f"  bindery {command.examples[0]}\n" in printed
    # Each option has a line of help.
    assert all(own.help for own in command.params if isinstance(own, click.Option))
    result = run_python(
        f"import sys, importlib; importlib.import_module('{command.callback.__module__}'); {LOADED}"
    )
    assert result.stdout.split() in ([], ["numpy"], ["h5py", "numpy"]), result.stderr


def test_every_command_is_in_the_help_in_the_order_of_use(bindery: Callable) -> None:
    code, printed, _ = bindery("--help")
    assert code == 0
    shown = [line.split()[0] for line in printed.partition("Commands:")[2].splitlines() if line]
    assert shown[: len(registry.COMMANDS)] == list(registry.COMMANDS)
    assert bindery("--version") == (0, f"bindery {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["scores"], "No such command 'scores'"),
        (["info"], "Missing argument 'MODEL'"),
        (["info", "--jsn", "x"], "No such option"),
        (["score", "m"], "Give one of --fasta, --tsv and --bed."),
        (["score", "m", "--fasta", "a", "--tsv", "b"], "Give one of --fasta, --tsv and --bed."),
        (["score", "m", "--bed", "a"], "--bed needs --genome, the FASTA"),
        (["score", "m", "--fasta", "a", "--genome", "g"], "--genome goes with --bed; sequences"),
        (["motifs", "m", "--group", "fungi"], "--group and --known go with --fasta or --tsv."),
        (["init", "--peaks", "a", "--sequences", "b"], "Give --peaks or --sequences."),
        (["init", "--genome", "hg38", "--test", "chr1"], "Give both --validation and --test"),
        (["run", "--cores", "0"], "'--cores'"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_why(
    words: list[str], told: str, bindery: Callable
) -> None:
    code, printed, errors = bindery(*words)
    assert (code, printed) == (2, "")
    assert told in errors and "Traceback" not in errors


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (InputError("is odd", file="a", row=3, remedy="mend it"), 1, "a, row 3: is odd; mend it"),
        (
            PermissionError(13, "Permission denied", "/x"),
            1,
            "/x: permission denied; have it granted, or write elsewhere",
        ),
        (OSError(21, "Is a directory", "/x"), 1, "/x: Is a directory"),
        (KeyboardInterrupt(), 130, None),
        (EOFError(), 130, None),
    ],
)  # fmt: skip
def test_an_error_of_input_is_one_line_and_an_exit_code(
    error: BaseException,
    code: int,
    told: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    assert raising(monkeypatch, error) == code
    printed, errors = capsys.readouterr()
    assert printed == ""
    assert errors.strip() == (f"ERROR {told}" if told else "")


def test_a_package_that_is_not_installed_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    assert raising(monkeypatch, ModuleNotFoundError("No module", name="keras.src")) == 1
    told = capsys.readouterr().err
    assert told.startswith("ERROR this command needs the package keras, which is not installed; ")
    assert told.count("\n") == 1 and "[cpu]" in told


def test_a_module_of_the_package_that_cannot_be_imported_is_no_missing_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    raising(monkeypatch, ImportError("cannot import name", name="bindery.tsv"))
    assert "unexpected ImportError: cannot import name; this is a fault" in capsys.readouterr().err


def test_a_reader_that_ends_early_is_silent(user: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "workflow" / "scripts")}
    code = "from bindery.cli.main import main; main()"
    command = [sys.executable, "-c", code, "motifs", "results/mine/CTCF/auto"]
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=user, env=environment, **pipe) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_warnings_are_lines_on_standard_error(bindery: Callable, user: Path) -> None:
    (user / "short.fa").write_text(">a\nGGAA\n")
    code, printed, errors = bindery("score", "results/mine/CTCF/auto", "--fasta", "short.fa")
    assert code == 0 and len(printed.splitlines()) == 2
    assert errors.splitlines() == [
        "WARNING short.fa: 1 sequences shorter than the window of 20 bases, padded as in training"
    ]


def test_an_unexpected_error_is_one_line_that_names_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert raising(monkeypatch, KeyError("x")) == 1
    (log,) = tmp_path.iterdir()
    assert capsys.readouterr().err == (
        f"ERROR unexpected KeyError: 'x'; this is a fault of Bindery: please report it with {log}\n"
    )
    assert "Traceback" in log.read_text()
