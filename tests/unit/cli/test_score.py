import gzip
import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import run_python

from bindery.cli import streams
from bindery.errors import InputError

MODEL = "results/mine/CTCF/auto"
SITE = "C" * 8 + "GGAA" + "C" * 8
HEADER = "name\tchrom\tstart\tend\tscore\tprobability"


def cells(printed: str) -> list[list[str]]:
    header, *rows = printed.splitlines()
    assert header == HEADER
    return [row.split("\t") for row in rows]


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_scores_of_a_fasta_are_printed(bindery: Callable, user: Path) -> None:
    (user / "two.fa").write_text(f">a\n{SITE}\n>b\n{'C' * 20}\n")
    code, printed, errors = bindery("score", MODEL, "--fasta", "two.fa")
    assert (code, errors) == (0, "")
    assert [row[:5] for row in cells(printed)] == [
        ["a", "", "0", "20", "4"],
        ["b", "", "0", "20", "2.5"],
    ]


@pytest.mark.parametrize("model", [MODEL, f"{MODEL}/model.keras", "alone.keras"])
def test_a_folder_and_a_file_are_the_same_model(model: str, bindery: Callable, user: Path) -> None:
    shutil.copy(f"{MODEL}/model.keras", "alone.keras")
    code, printed, _ = bindery("score", model, "--fasta", "candidates.fa")
    assert code == 0
    assert printed == bindery("score", MODEL, "--fasta", "candidates.fa")[1]


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_scored_as_a_file_is(
    packed: bool, bindery: Callable, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (user / "candidates.fa").read_bytes()
    piped(monkeypatch, gzip.compress(content) if packed else content)
    code, printed, _ = bindery("score", MODEL, "--fasta", "-")
    assert code == 0
    assert printed == bindery("score", MODEL, "--fasta", "candidates.fa")[1]


def test_a_table_and_regions_are_scored(bindery: Callable, user: Path) -> None:
    (user / "table.csv").write_text(f"name,sequence\nlong,{'C' * 47}GGAA{'C' * 12}\n")
    (row,) = cells(bindery("score", MODEL, "--tsv", "table.csv")[1])
    assert row[:5] == ["long", "", "35", "55", "4"]
    code, printed, errors = bindery("score", MODEL, "--bed", "peaks.bed", "--genome", "genome.fa")
    assert (code, errors) == (0, "indexing genome.fa\n")
    assert cells(printed)[0][1:4] == ["chrI", "105", "125"]
    # The index is kept, and used.
    assert (user / "genome.fa.fai").is_file()
    again = bindery("score", MODEL, "--bed", "peaks.bed", "--genome", "genome.fa")
    assert again == (0, printed, "")


def test_an_index_older_than_its_genome_is_made_again(bindery: Callable, user: Path) -> None:
    (user / "genome.fa.fai").write_text("chrI\t4\t0\t2\t3\n")
    os.utime("genome.fa.fai", (1, 1))
    code, _, errors = bindery("score", MODEL, "--bed", "peaks.bed", "--genome", "genome.fa")
    assert (code, errors) == (0, "indexing genome.fa\n")
    assert (user / "genome.fa.fai").read_text().startswith("chrI\t6000\t")


def test_other_spellings_of_chromosomes_are_recognised_and_told(
    bindery: Callable, user: Path
) -> None:
    (user / "other.bed").write_text("1\t100\t130\n2\t100\t130\n")
    (user / "same.bed").write_text("chrI\t100\t130\nchrII\t100\t130\n")
    of_genome = ("--genome", "genome.fa")
    code, printed, errors = bindery("score", MODEL, "--bed", "other.bed", *of_genome)
    assert code == 0
    told = "WARNING other.bed: '1' is 'chrI' in the genome; so spelled: 2 of the file's chromosomes"
    assert told in errors
    assert printed == bindery("score", MODEL, "--bed", "same.bed", *of_genome)[1]


def test_an_output_is_written_and_compressed_by_its_name(bindery: Callable, user: Path) -> None:
    printed = bindery("score", MODEL, "--fasta", "candidates.fa")[1]
    for name in ("new/scores.tsv", "scores.tsv.gz"):
        code, nothing, _ = bindery("score", MODEL, "--fasta", "candidates.fa", "-o", name)
        assert (code, nothing) == (0, "")
    assert (user / "new/scores.tsv").read_text() == printed
    assert gzip.decompress((user / "scores.tsv.gz").read_bytes()).decode() == printed


def test_a_model_of_intensities_has_no_probability(bindery: Callable, user: Path) -> None:
    shutil.copytree(f"{MODEL}/", "intensities")
    (user / "intensities/metrics.json").write_text(json.dumps({"target": "intensity"}))
    code, printed, _ = bindery("score", "intensities", "--fasta", "candidates.fa")
    assert code == 0
    assert printed.splitlines()[0] == HEADER.removesuffix("\tprobability")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("absent --fasta bound.fa", "absent: there is no model; "),
        ("results/mine/CTCF --fasta bound.fa", "there is no model.keras in this folder"),
        ("results/mine/CTCF/pwm --fasta bound.fa", "this is a baseline, not a deep model"),
        ("peaks.bed --fasta bound.fa", "peaks.bed: this is no model: no .keras file; "),
        ("MODEL --fasta absent.fa", "absent.fa: there is no such file; "),
        ("MODEL --fasta results", "results: this is a folder; "),
        ("MODEL --fasta empty.fa", "empty.fa, row 1: this file is neither FASTA nor"),
        ("MODEL --fasta hole.fa", "hole.fa, row 1: this sequence is empty"),
        ("MODEL --bed my.bed --genome absent.fa", "absent.fa: there is no such FASTA; "),
        ("MODEL --bed my.bed --genome packed.fa", "unpack it: gunzip --stdout packed.fa"),
        ("MODEL --bed far.bed --genome genome.fa", "far.bed, row 1: chrI:9000-9001 ends past"),
        ("MODEL --fasta bound.fa --architecture own.py:network", "there is no file 'own.py'"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line(words: str, told: str, bindery: Callable, user: Path) -> None:
    (user / "empty.fa").write_text("")
    (user / "hole.fa").write_text(">a\n>b\nACGT\n")
    (user / "packed.fa").write_bytes(gzip.compress(b">a\nACGT\n"))
    (user / "far.bed").write_text("chrI\t9000\t9001\n")
    code, printed, errors = bindery("score", *words.replace("MODEL", MODEL).split())
    assert (code, printed) == (1, "")
    last = errors.splitlines()[-1]
    assert last.startswith("ERROR ") and told in last
    assert "Traceback" not in errors


def test_errors_of_standard_input_name_it(
    bindery: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped(monkeypatch, b">a\nAC!T\n")
    code, _, errors = bindery("score", MODEL, "--fasta", "-")
    assert code == 1 and errors.startswith("ERROR standard input, row 1: ")
    # Also those of what takes no other name for a file.
    told = pytest.raises(InputError, match=r"^standard input, row 3: is wrong$")
    with told, streams.readable("-") as (path, _):
        raise InputError("is wrong", file=path, row=3)


def test_layers_that_keras_does_not_know_are_one_line(
    bindery: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TypeError("Could not locate class 'Mine'.\nMake sure")

    monkeypatch.setattr("bindery.models.loading.load_model", refuse)
    code, _, errors = bindery("score", MODEL, "--fasta", "candidates.fa")
    assert code == 1 and errors.count("\n") == 1
    assert "Keras cannot load it (Could not locate class 'Mine'.); if it is a model of" in errors


def test_without_a_backend_of_keras_one_line_says_what_to_install(user: Path) -> None:
    code = (
        "import sys, importlib.util; found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name in "
        "('tensorflow', 'jax', 'torch') else found(name, *more)\n"
        "from bindery.cli.main import main\n"
        f"main(['score', {MODEL!r}, '--fasta', 'candidates.fa'])"
    )
    result = run_python(code, user, KERAS_BACKEND="tensorflow")
    assert result.returncode == 1
    assert result.stderr.startswith("ERROR this command needs the package tensorflow, which is not")
    assert result.stderr.count("\n") == 1


def test_a_wrong_file_leaves_no_output(bindery: Callable, user: Path) -> None:
    code, _, _ = bindery("score", MODEL, "--fasta", "absent.fa", "-o", "scores.tsv")
    assert code == 1
    assert not (user / "scores.tsv").exists()
