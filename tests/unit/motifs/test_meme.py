from pathlib import Path

import memelite
import numpy as np
import pytest
from helpers import containing

from bindery.errors import InputError
from bindery.motifs.matrices import Motif
from bindery.motifs.meme import read_meme, write_meme

MOTIFS = [
    Motif("MA0001.1", "FIRST", np.array([[10.0, 0, 0, 0], [0, 4, 4, 2], [1, 2, 3, 4]])),
    Motif("positive_1", "", np.array([[1.0, 1, 1, 0], [0, 0, 0, 3]])),
]
GOOD = """MEME version 4.12

ALPHABET= ACGT
strands: + -
MOTIF one the first
letter-probability matrix: alength= 4 w= 2 nsites= 10 E= 1e-3
 0.5 0.5 0 0
 0.1 0.2 0.3 0.4
URL http://example.org/one
MOTIF two
letter-probability matrix:
1 0 0 0
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "motifs.meme"
    path.write_text(text)
    return path


def test_written_motifs_read_back(tmp_path: Path) -> None:
    path = tmp_path / "motifs.meme"
    write_meme(path, MOTIFS)
    found = read_meme(path)
    assert [(motif.identifier, motif.name) for motif in found] == [
        ("MA0001.1", "FIRST"), ("positive_1", "")
    ]  # fmt: skip
    for motif, expected in zip(found, MOTIFS, strict=True):
        np.testing.assert_allclose(motif.counts, expected.counts, atol=1e-5)
    first = path.read_bytes()
    write_meme(path, MOTIFS)
    assert path.read_bytes() == first
    assert "alength= 4 w= 3 nsites= 10 E= 0\n1.000000 0.000000" in first.decode()


def test_other_programs_read_what_was_written(tmp_path: Path) -> None:
    write_meme(tmp_path / "motifs.meme", MOTIFS)
    found = memelite.io.read_meme(str(tmp_path / "motifs.meme"))
    assert list(found) == ["MA0001.1 FIRST", "positive_1"]
    np.testing.assert_allclose(found["MA0001.1 FIRST"].T, MOTIFS[0].counts / 10)


def test_what_a_file_leaves_out_is_taken_as_meme_does(tmp_path: Path) -> None:
    one, two = read_meme(write(tmp_path, GOOD))
    assert (one.identifier, one.name) == ("one", "the first")
    np.testing.assert_allclose(one.counts, [[5, 5, 0, 0], [1, 2, 3, 4]])
    assert two.name == "" and two.counts.tolist() == [[20, 0, 0, 0]]


@pytest.mark.parametrize(
    ("old", "new", "row", "problem"),
    [
        ("MEME version 4.12", ">one", 1, "this is not MEME's minimal text format; its first"),
        ("ACGT", "ACDE", 3, "the alphabet is 'ACDE', neither ACGT nor ACGU; give motifs of DNA or"),
        ("MOTIF two", "MOTIF", 10, "this motif has no name; write"),
        ("w= 2", "w= 3", 6, "this matrix has 2 rows and its header says w= 3; the file may be"),
        ("w= 2", "w= x", 6, "alength, w or nsites of this matrix is not a number"),
        ("alength= 4", "alength= 20", 6, "this matrix has alength 20 and 10 sites"),
        ("nsites= 10", "nsites= 0", 6, "this matrix has alength 4 and 0 sites"),
        ("0.1 0.2 0.3 0.4", "0.1 0.2 0.3", 8, "'0.1 0.2 0.3' is not four probabilities"),
        ("0.1 0.2 0.3 0.4", "0.1 0.2 0.3 0.9", 8, "is not four probabilities that sum to 1"),
        ("0.1 0.2 0.3 0.4", "0.1 0.2 0.3 x", 8, "'0.1 0.2 0.3 x' is not four probabilities"),
        ("matrix:\n1 0 0 0", "matrix:\n", 11, "this matrix has 0 rows and its header says at"),
        ("letter-probability matrix:\n1", "1", 10, "motif two has no letter-probability matrix"),
        ("letter-probability matrix: a", "a", 5, "motif one has no letter-probability matrix"),
    ],
)
def test_bad_file_says_where(tmp_path: Path, old: str, new: str, row: int, problem: str) -> None:
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(InputError, match=containing(f"{path}, row {row}: ")) as error:
        read_meme(path)
    assert problem in str(error.value) and "\n" not in str(error.value)


def test_file_without_motifs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no motif in this file"):
        read_meme(write(tmp_path, "MEME version 4\n"))
    with pytest.raises(InputError, match="there is no such file"):
        read_meme(tmp_path / "absent.meme")


@pytest.mark.parametrize(
    "motif",
    [
        Motif("a b", "", np.ones((2, 4))),
        Motif("", "", np.ones((2, 4))),
        Motif("a", "", np.ones((0, 4))),
        Motif("a", "", np.zeros((2, 4))),
    ],
)
def test_motif_that_the_format_cannot_hold(tmp_path: Path, motif: Motif) -> None:
    with pytest.raises(ValueError, match=r"motif|identifier"):
        write_meme(tmp_path / "motifs.meme", [motif])
    assert not list(tmp_path.iterdir())


def test_motifs_of_rna_are_written_in_acgu_without_strands_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "rna.meme"
    motif = Motif("R1", "A1CF", np.array([[1.0, 2, 3, 4], [0, 0, 0, 10]]), "ACGU")
    write_meme(path, [motif])
    text = path.read_text()
    assert "ALPHABET= ACGU" in text and "strands" not in text and "U 0.25" in text
    (found,) = read_meme(path)
    assert found.letters == "ACGU" and not found.both_strands
    np.testing.assert_allclose(found.counts, motif.counts)
