from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers import fasta_text, planted_set

from bindery import alphabet
from bindery.motifs.matrices import Motif, consensus
from bindery.motifs.meme import read_meme, write_meme

from .conftest import MOTIFS

MODEL = "results/mine/CTCF/deepbind"


@pytest.fixture
def planted(user: Path) -> str:
    """A FASTA whose sequences have GGAA."""
    codes, target = planted_set(200, 20, "GGAA", 3)
    letters = [alphabet.decode(own) for own in codes[target == 1]]
    (user / "planted.fa").write_text(fasta_text({str(n): own for n, own in enumerate(letters)}))
    return "planted.fa"


def test_those_of_the_study_are_printed(bindery: Callable, user: Path) -> None:
    assert bindery("motifs", MODEL) == (0, MOTIFS, "")
    assert bindery("motifs", f"{MODEL}/model.keras", "--meme")[1] == "MEME version 4\n"
    assert bindery("motifs", MODEL, "-o", "new/motifs.tsv") == (0, "", "")
    assert (user / "new/motifs.tsv").read_text() == MOTIFS


def test_those_in_given_sequences_are_found_and_named(
    bindery: Callable, user: Path, planted: str
) -> None:
    library = [
        Motif("M1", "ETS", alphabet.one_hot(alphabet.encode("GGAA")) * 20.0 + 0.01),
        Motif("M2", "other", alphabet.one_hot(alphabet.encode("CTCTCT")) * 20.0 + 0.01),
    ]
    write_meme(user / "known.meme", library)
    code, printed, errors = bindery("motifs", MODEL, "--fasta", planted, "--known", "known.meme")
    assert (code, errors) == (0, "")
    header, row = (line.split("\t") for line in printed.splitlines())
    told = dict(zip(header, row, strict=True))
    assert told["consensus"] in ("GGAA", "TTCC") and told["match"] == "M1"
    assert int(told["sites"]) >= 100
    # Without a library no motif has a name.
    _, plain, _ = bindery("motifs", MODEL, "--fasta", planted)
    assert plain.splitlines()[1].split("\t")[8] == ""


def test_matrices_are_written_in_memes_format(bindery: Callable, user: Path, planted: str) -> None:
    code, nothing, _ = bindery("motifs", MODEL, "--fasta", planted, "--meme", "-o", "own.meme")
    assert (code, nothing) == (0, "")
    (motif,) = read_meme(user / "own.meme")
    assert consensus(motif.counts) in ("GGAA", "TTCC")
    assert np.allclose(motif.counts.sum(axis=1), motif.counts.sum(axis=1)[0])


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("bare.keras", 1, "there is no motifs.tsv beside this model; give bound sequences"),
        ("results/mine/CTCF/pwm", 1, "this is a baseline, not a deep model"),
        (f"{MODEL} --fasta few.fa", 1, "no detector of the model fires in enough"),
        (f"{MODEL} --fasta few.fa --tsv few.fa", 2, "Give --fasta or --tsv."),
        (f"{MODEL} --fasta few.fa --group fungi --known x", 2, "Give --group or --known."),
        (f"{MODEL} --fasta few.fa --group birds", 2, "'birds' is not one of"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: str, code: int, told: str, bindery: Callable, user: Path
) -> None:
    (user / "bare.keras").write_bytes((user / MODEL / "model.keras").read_bytes())
    (user / "few.fa").write_text(">a\nGGAACCGGAACCGGAACCGG\n")
    found, printed, errors = bindery("motifs", *words.split())
    assert (found, printed) == (code, "")
    assert told in errors
