"""Layouts of methylation tables, recognised by their content."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from helpers import containing

from bindery.data.methylation.matrix import header_of, read_matrix
from bindery.data.methylation.tables import read_sites
from bindery.errors import InputError

# The same two sites, the fifth and the ninth base: 3 of 4 and 0 of 2 reads are methylated.
LAYOUTS = {
    "positions": ["chr1 5 0.75", "chr1 9 0"],
    "bedGraph": ["track type=bedGraph", "chr1 4 5 75", "chr1 8 9 0"],
    "Bismark coverage": ["chr1 5 5 75.0 3 1", "chr1 9 9 0.0 0 2"],
    "Bismark report": [
        "chr1 5 + 3 1 CG CGA",
        "chr1 6 + 3 1 CHH CTT",
        "chr1 9 - 0 2 CG CGT",
    ],
    "CGmap": ["chr1 C 5 CG CG 0.75 3 4", "chr1 C 6 CHG CA 1.0 1 1", "chr1 G 9 CG CG 0.0 0 2"],
    "bedMethyl": [
        "chr1 4 5 . 4 + 4 5 0,0,0 4 75",
        "chr1 8 9 . 2 - 8 9 0,0,0 2 0",
    ],
}


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(line.replace(" ", "\t") + "\n" for line in lines))
    return path


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_gives_the_same_sites(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "table", LAYOUTS[name])
    sites, layout, _ = read_sites(path, "table")
    assert layout.name == name
    assert sites.position.tolist() == [4, 8]
    assert sites.level.tolist() == [0.75, 0.0]
    if layout.counted:
        assert sites.reads.tolist() == [4, 2]
    if layout.strand is not None:
        assert sites.reverse.tolist() == [0, 1]


def test_other_contexts_are_left_out_and_counted(tmp_path: Path) -> None:
    for name in ("CGmap", "Bismark report"):
        _, _, others = read_sites(written(tmp_path / "table", LAYOUTS[name]), "table")
        assert others == 1


def test_a_gzipped_table_with_a_header_is_read(tmp_path: Path) -> None:
    text = "chromosome\tposition\tvalue\n1\t5\t1\n1\t9\t0\n"
    (tmp_path / "table.gz").write_bytes(gzip.compress(text.encode()))
    sites, _, _ = read_sites(tmp_path / "table.gz", "table")
    assert sites.level.tolist() == [1, 0] and sites.row.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["chr1 5"], "t, row 1: expected a methylation table, found 2 columns, 'chr1 5'"),
        (["a b c d e", "chr1 5 6 7 8"], "t, row 1: expected a methylation table, found 5 columns"),
        ([], "t: expected chromosome, start, end, name"),
        (["chr1 5 0.5", "chr1 9 x"], "t, row 2: expected chromosome, position, level (positions)"),
        (["chr1 5 0.5", "chr1 9 120"], "t, row 2: expected levels from 0 to 1, or percentages"),
        (["chr1 C 5 CG CG 0.75 5 4"], "t, row 1: 5 methylated reads of 4"),
        ([f"chr1 {'3' * 40} 0.5"], "t, row 1: expected a methylation table, found 3 columns"),
        (
            ["chr1 5 0.5", f"chr1 {'3' * 19} 0.5"],
            "t, row 2: expected chromosome, position, level (positions)",
        ),
    ],
)
def test_a_wrong_layout_is_one_line(lines: list[str], problem: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=containing(problem)) as error:
        read_sites(written(tmp_path / "table", lines), "t")
    assert "\n" not in str(error.value)


def test_without_reads_a_level_is_unknown(tmp_path: Path) -> None:
    path = written(tmp_path / "table", ["chr1 5 5 0 0 0", "chr1 9 9 50 1 1"])
    sites, _, _ = read_sites(path, "table")
    assert np.isnan(sites.level[0]) and sites.level[1] == 0.5


@pytest.mark.parametrize("position", ["3" * 40, "-5", "x"])
def test_a_position_of_a_table_of_cells_is_a_whole_number(position: str, tmp_path: Path) -> None:
    path = written(tmp_path / "table", ["chrom position a b", "1 5 0 1", f"1 {position} 1 0"])
    header = header_of(path, "t")
    assert header is not None
    with pytest.raises(InputError, match=containing("t, row 3: expected chrom, position")):
        read_matrix(path, header, "t")
