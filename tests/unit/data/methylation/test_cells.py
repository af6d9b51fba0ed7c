"""Sites of several cells together, and their neighbours."""

from pathlib import Path

import numpy as np
import pytest
from helpers import containing, fasta_text, write_indexed

from bindery.data.methylation.cells import Profile, read_cells
from bindery.data.methylation.neighbours import NONE, nearest_mean, neighbours
from bindery.data.methylation.sites import Cells
from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.row_counts import RowCounts

# CpGs at the bases 3, 8 and 15, counted from 1.
GENOME = {"chr1": "AACGTTACGGTTTTCGAA", "chr2": "AAAAAAAAAA"}


def read(folder: Path, *tables: str, genome: bool = True, least: int = 1) -> tuple[Cells, list]:
    profiles = []
    for number, text in enumerate(tables):
        path = folder / f"cell{number}"
        path.write_text(text)
        profiles.append(Profile(f"cell{number}", str(path), str(path), None))
    how = {"assembly": "toy", "aliases": {}, "least_coverage": least, "log": RowCounts("t")}
    if not genome:
        cells, names = read_cells(profiles, genome=None, **how)
        return cells, names
    with Genome(write_indexed(folder / "toy.fa", fasta_text(GENOME))) as opened:
        return read_cells(profiles, genome=opened, **how)


def test_cells_are_columns_and_strands_are_joined(tmp_path: Path) -> None:
    cells, names = read(
        tmp_path,
        "chr1\tC\t3\tCG\tCG\t1\t1\t1\nchr1\tG\t4\tCG\tCG\t0\t0\t3\nchr1\tC\t15\tCG\tCG\t1\t2\t2\n",
        "chr1\t8\t0\n",
    )
    assert names == ["cell0", "cell1"]
    assert cells.position.tolist() == [2, 7, 14]
    # One of four reads of both strands is methylated.
    np.testing.assert_array_equal(cells.state, [[0, np.nan], [np.nan, 0], [1, np.nan]])


def test_a_chromosome_is_read_once_for_all_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_of: list[str] = []
    windows = Genome.windows

    def counted(self: Genome, chrom: np.ndarray, *positions: np.ndarray) -> np.ndarray:
        read_of.extend(chrom.tolist())
        return windows(self, chrom, *positions)

    monkeypatch.setattr(Genome, "windows", counted)
    read(tmp_path, *["chr1\t3\t1\nchr1\t8\t0\n"] * 3)
    assert read_of == ["chr1"]


def test_positions_from_0_are_told_by_the_genome(tmp_path: Path) -> None:
    cells, _ = read(tmp_path, "chr1\t2\t1\nchr1\t7\t0\nchr1\t14\t1\n")
    assert cells.position.tolist() == [2, 7, 14]


def test_reads_of_both_strands_count_towards_the_least_coverage(tmp_path: Path) -> None:
    text = "chr1\t3\t3\t100\t2\t0\nchr1\t4\t4\t100\t2\t0\nchr1\t8\t8\t0\t0\t3\n"
    cells, _ = read(tmp_path, text, least=4)
    assert cells.position.tolist() == [2] and cells.state.tolist() == [[1]]


def test_positions_of_another_assembly_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=containing("2 of 3 positions are no CpG of toy")):
        read(tmp_path, "chr1\t3\t1\nchr1\t11\t0\nchr1\t12\t1\n")
    with pytest.raises(InputError, match=containing("chromosome '1' is not in toy")):
        read(tmp_path, "1\t3\t1\n")


def test_without_a_genome_neighbouring_positions_are_one_site(tmp_path: Path) -> None:
    cells, _ = read(tmp_path, "1\t5\t1\n1\t6\t1\n1\t9\t0\n", "1\t6\t0\n", genome=False)
    assert cells.position.tolist() == [4, 8]
    np.testing.assert_array_equal(cells.state, [[1, 0], [0, np.nan]])


def test_a_table_of_several_cells_is_read(tmp_path: Path) -> None:
    text = "chrom\tposition\ta\tb\nchr1\t3\t1\t\nchr1\t8\tNA\t0.2\n"
    cells, names = read(tmp_path, text)
    assert names == ["a", "b"]
    np.testing.assert_array_equal(cells.state, [[1, np.nan], [np.nan, 0]])
    with pytest.raises(InputError, match=containing("row 2: expected chrom, position and a")):
        read(tmp_path, "chrom\tposition\ta\tb\nchr1\t3\t1\n")


def sites(*states: tuple[float, ...]) -> Cells:
    count = len(states)
    chrom = np.full(count, "chr1", object)
    return Cells(chrom, np.arange(count) * 10, np.array(states, np.float32))


def test_neighbours_are_the_nearest_measured_sites_of_the_cell() -> None:
    nan = np.nan
    cells = sites((1, 0), (nan, 1), (0, nan), (1, 1))
    states, distances = neighbours(cells, np.zeros(4, np.uint8), 2)
    # The site itself is none of its neighbours, in no cell.
    assert states[2, 0].tolist() == [NONE, 1, 1, NONE]
    assert distances[2, 0].tolist() == [0, 20, 10, 0]
    assert states[2, 1].tolist() == [0, 1, 1, NONE]
    assert distances[2, 1].tolist() == [20, 10, 10, 0]
    assert nearest_mean(states, distances)[2].tolist() == [1, 1]


def test_no_neighbour_is_of_another_split() -> None:
    cells = sites((1,), (0,), (1,), (0,))
    states, _ = neighbours(cells, np.array([0, 0, 2, 2], np.uint8), 3)
    assert states[:, 0].tolist() == [
        [NONE, NONE, NONE, 0, NONE, NONE],
        [NONE, NONE, 1, NONE, NONE, NONE],
        [NONE, NONE, NONE, 0, NONE, NONE],
        [NONE, NONE, 1, NONE, NONE, NONE],
    ]


def test_a_site_without_neighbours_has_no_mean() -> None:
    states, distances = neighbours(sites((1,)), np.zeros(1, np.uint8), 2)
    assert np.isnan(nearest_mean(states, distances)).all()
