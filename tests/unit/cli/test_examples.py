"""The examples of each command's help and of the documents run as they are written."""

import gzip
import io
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from exchange_cards import card_of, write_old_model
from helpers import ROOT

from bindery.cli import init, registry, run
from bindery.cli.main import bindery as group
from bindery.exchange.write_card import write

PAGE = (ROOT / "docs/command_line.md").read_text()
BLOCK = re.compile(r"^```sh\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
DOCUMENTED = [
    line
    for block in BLOCK.findall(PAGE)
    for line in block.splitlines()
    if re.search(r"(^|\| )bindery ", line)
]
OF_HELP = [
    f"bindery {example}"
    for name in registry.COMMANDS
    for example in getattr(group.get_command(click.Context(group), name), "examples", ())
]


@pytest.fixture
def elsewhere(user: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder, in which Snakemake is not started and `init` can ask."""
    monkeypatch.setattr(init, "_check_terminal", lambda option: None)
    monkeypatch.setattr(run, "check_programs", lambda environment: None)
    monkeypatch.setattr(os, "execve", lambda *started: None)
    (user / "candidates.fa.gz").write_bytes(gzip.compress((user / "candidates.fa").read_bytes()))
    (user / "my").mkdir()
    for config in ("config.yaml", "my/config.yaml"):
        (user / config).write_text("experiments: my/experiments.tsv\n")
    # A copy, because other tests read the models without cards.
    models = user / "results/mine/CTCF"
    copied = shutil.copytree(models.resolve(), user / "copied")
    models.unlink()
    copied.rename(models)
    for name in ("auto", "deepbind"):
        write(models / name, card_of(f"CTCF/{name}"))
    write_old_model(user / "ALX4.h5")
    return user


def shell(line: str, content: str = "") -> str:
    found = subprocess.run(line, shell=True, input=content, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout


def given(line: str, before: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of a command after `bindery`, with its standard input in place."""
    words = shlex.split(line)
    if "<" in words:
        at = words.index("<")
        before = Path(words[at + 1]).read_text()
        words = words[:at]
    if words[:2] == ["bindery", "init"]:
        for file in ("config.yaml", "experiments.tsv"):
            Path(file).unlink(missing_ok=True)
        before = "genome.fa\nfungi\npeaks.bed\n\n"
        if "--validation" in words:
            # The example is of a plant with numbered chromosomes.
            text = Path("genome.fa").read_text() + ">4\nACGT\n>5\nACGT\n"
            Path("genome.fa").write_text(text)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(before.encode())))
    return words[1:]


def marked(line: str) -> object:
    """Examples that compare motifs with a whole group of JASPAR take a minute."""
    slow = line.startswith("bindery motifs")
    return pytest.param(line, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize("line", list(map(marked, dict.fromkeys([*OF_HELP, *DOCUMENTED]))))
def test_example_runs_as_it_is_written(
    line: str, bindery: Callable, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [part.strip() for part in line.split(" | ")]
    at = next(number for number, part in enumerate(parts) if part.startswith("bindery "))
    before = shell(" | ".join(parts[:at])) if at else ""
    words = given(parts[at], before, monkeypatch)
    made = [words[n + 1] for n, word in enumerate(words) if word in ("-o", "--vcf")]
    code, printed, errors = bindery(*words)
    # Of the models here, neither data nor predictions are stored, so that they are not verified.
    assert code == 0 or words[0] == "verify", errors
    assert "ERROR" not in errors
    assert printed or made or words[0] == "run"
    assert all(Path(name).stat().st_size for name in made)
    if parts[at + 1 :]:
        assert shell(" | ".join(parts[at + 1 :]), printed)


def test_every_command_is_documented_with_an_example() -> None:
    told = {line.partition("bindery ")[2].split()[0] for line in DOCUMENTED}
    assert set(registry.COMMANDS) <= told
    assert shutil.which("sort")
