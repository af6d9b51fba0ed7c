"""Scores of variants as they are read and ranked, and the weights of random changes."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from helpers import containing
from variant_files import COLUMNS, write_random, write_scores

from bindery.errors import InputError
from bindery.variants.scored_variants import RandomEffects, read_random, read_scored

ROWS = [
    ("rs1", "chr1", 100, "A", "G"),
    (".", "chr1", 200, "A", "AT"),
    ("rs3", "", 0, "C", "G"),
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    random = np.array([-1.0, 0.0, 1.0, -2.0, 0.0, 2.0])
    kinds = ["A>G"] * 3 + ["insertion_1"] * 3
    scores = np.array([[1.0, 3.0], [0.5, -1.5], [0.0, 4.0]])
    write_scores(tmp_path / "scores.tsv.gz", ROWS, scores, random, kinds)
    return tmp_path / "scores.tsv.gz"


def test_effects_and_places_are_those_of_the_table(table: Path) -> None:
    found = read_scored(table)
    np.testing.assert_allclose(found.effect, [2, -2, 4])
    assert [found.label(row) for row in range(3)] == ["rs1", "chr1:200 A>AT", "rs3"]
    assert found.place(0) == "chr1:100 A>G" and found.place(2) == "C>G"
    assert found.line.tolist() == [10, 11, 12]
    np.testing.assert_allclose(found.p[:2], [1 / 4, 3 / 4])


def test_variants_are_ranked_by_z_and_those_without_one_by_their_effect(table: Path) -> None:
    found = read_scored(table)
    assert np.isnan(found.z[2])
    assert found.order().tolist() == [0, 1, 2]
    found.z[:] = np.nan
    assert found.order().tolist() == [2, 0, 1]


def test_texts_of_the_same_changes_are_held_once(table: Path) -> None:
    first = read_scored(table)
    again = read_scored(table, first)
    assert again.name is first.name and again.z is not first.z
    first.line[0] = 99
    assert read_scored(table, first).name is not first.name


def test_long_alleles_are_shortened(table: Path) -> None:
    found = read_scored(table)
    found.ref[0] = "ACGT" * 10
    assert found.place(0) == "chr1:100 ACGT…(40)>G"


def test_a_table_without_rows_is_read(tmp_path: Path) -> None:
    write_scores(tmp_path / "none.tsv.gz", [], np.zeros((0, 2)), np.zeros(0), [])
    found = read_scored(tmp_path / "none.tsv.gz")
    assert len(found) == 0 and found.order().tolist() == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("\tz", "\tq", "there is no column 'z'"), ("\t100\t", "\tx\t", "a cell is not a number")],
)
def test_a_table_of_another_kind_is_one_line(table: Path, old: str, new: str, message: str) -> None:
    text = gzip.decompress(table.read_bytes()).decode().replace(old, new)
    other = table.with_name("other.tsv")
    other.write_text(text)
    with pytest.raises(InputError, match=containing(message)):
        read_scored(other)
    assert len(COLUMNS) == 16


def test_random_changes_get_the_kinds_of_the_variants(tmp_path: Path) -> None:
    kinds = ["A>G", "A>G", "C>T", "C>T", "C>T", "deletion_1"]
    write_random(tmp_path / "random.h5", np.zeros(6), np.arange(6.0), kinds)
    found = read_random(tmp_path / "random.h5")
    np.testing.assert_allclose(found.effect, np.arange(6))
    wanted = np.array(["C>T", "A>G", "A>G", "A>G", "insertion_1"], object)
    weights = found.weights_for(wanted)
    np.testing.assert_allclose(weights, [1.5, 1.5, *[1 / 3] * 3, 0])
    assert RandomEffects(np.zeros(0, object), np.zeros(0)).weights_for(wanted).shape == (0,)
