"""A model's first motif: the first row of its table, with a name only where the match counts."""

import re
from pathlib import Path

import numpy as np
import pytest

from bindery.explanation.motif_table import COLUMNS
from bindery.motifs.matrices import Motif
from bindery.motifs.meme import write_meme
from bindery.report.first_motif import FirstMotif, read_first_motif

ROW = dict.fromkeys(COLUMNS, "1") | {
    "motif": "detector_2",
    "consensus": "CG",
    "match": "MA0363.3",
    "match_name": "REB1",
    "auroc_lost": "0.17",
}
SILENT = ROW | {
    "motif": "detector_9",
    "consensus": "",
    "match": "",
    "match_name": "",
    "significant": "0",
}


def first(folder: Path, *rows: dict[str, str]) -> FirstMotif | None:
    lines = ["\t".join(COLUMNS), *("\t".join(row[column] for column in COLUMNS) for row in rows)]
    (folder / "motifs.tsv").write_text("\n".join(lines) + "\n")
    other = Motif("detector_1", "", np.array([[0, 0, 0, 8.0]]))
    own = Motif("detector_2", "", np.array([[0, 8.0, 0, 0], [0, 0, 8.0, 0]]))
    write_meme(folder / "motifs.meme", [own, other])
    return read_first_motif(folder / "motifs.tsv", folder / "motifs.meme")


def test_the_first_row_gives_matrix_consensus_and_name(tmp_path: Path) -> None:
    found = first(tmp_path, ROW, ROW | {"motif": "detector_1", "match_name": "other"})
    assert found and found.name == "REB1"
    assert 'aria-label="CG"' in found.logo and "opacity" not in found.logo
    assert re.findall('"#base-(.)" transform="(.*?)"', found.logo) == [
        ("C", "translate(0 2)scale(1 2)"),
        ("G", "translate(1 2)scale(1 2)"),
    ]


@pytest.mark.parametrize(
    "changed", [{"significant": "0"}, {"auroc_lost": "0"}, {"auroc_lost": "-0.01"}]
)
def test_a_match_that_does_not_count_has_no_name(changed: dict, tmp_path: Path) -> None:
    found = first(tmp_path, ROW | changed)
    assert found and found.name == "" and 'opacity="0.3"' in found.logo


def test_a_known_motif_without_a_name_goes_by_its_identifier(tmp_path: Path) -> None:
    found = first(tmp_path, ROW | {"match_name": ""})
    assert found and found.name == "MA0363.3"


def test_a_model_whose_detectors_are_silent_has_none(tmp_path: Path) -> None:
    assert first(tmp_path, SILENT) is None
    assert first(tmp_path) is None
