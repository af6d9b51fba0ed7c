"""The library of known motifs: which it is, what it is called, and the warning without a group."""

import logging
import warnings
from pathlib import Path

import numpy as np
import pytest
from pyjaspar import jaspardb

from bindery.errors import InputError
from bindery.motifs.known_library import Library, read_library, write_library
from bindery.motifs.matrices import Motif, jaspar_motifs
from bindery.motifs.meme import write_meme
from bindery.motifs.tomtom import Matching

RELEASE = "JASPAR2026"


def matching(known: str | None = None, group: str | None = None) -> Matching:
    return Matching(known, RELEASE, group, 0.01, "Cbf1: deepbind", None)


@pytest.fixture(scope="module")
def every() -> list[Motif]:
    return jaspar_motifs(RELEASE)


def test_without_a_group_all_of_core_is_matched_and_the_log_names_the_key(
    every: list[Motif], caplog: pytest.LogCaptureFixture
) -> None:
    found, library = matching().known_motifs()
    assert [motif.identifier for motif in found] == [motif.identifier for motif in every]
    assert library.words == f"JASPAR2026 CORE, all taxonomic groups ({len(every):,} matrices)"
    (warning,) = [entry for entry in caplog.records if entry.levelno == logging.WARNING]
    assert "set genome.group, or explanation.group" in warning.getMessage()
    assert {"CBF1", "Arntl"} <= {motif.name for motif in found}


@pytest.mark.parametrize(("group", "number"), [("all", 2633), ("fungi", 193)])
def test_a_group_that_is_named_warns_of_nothing(
    group: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    found, library = matching(group=group).known_motifs()
    assert len(found) == library.matrices == number and library.warning == ""
    assert [entry.levelname for entry in caplog.records] == ["INFO"]
    assert f"({number:,} matrices)" in caplog.text


def test_a_file_of_known_motifs_goes_by_its_name_alone(tmp_path: Path) -> None:
    write_meme(tmp_path / "mine.meme", [Motif("m1", "ABC", np.full((5, 4), 2.0))])
    _, library = matching(str(tmp_path / "mine.meme")).known_motifs()
    assert library.words == "mine.meme (1 matrix)" and library.warning == ""


def test_a_library_reads_back(tmp_path: Path) -> None:
    library = Library("JASPAR CORE", RELEASE, "fungi", True, 193)
    write_library(tmp_path / "known_motifs.json", library)
    assert read_library(tmp_path / "known_motifs.json") == library


def test_the_matrices_are_those_that_pyjaspar_finds(every: list[Motif]) -> None:
    found = jaspar_motifs(RELEASE, "urochordates")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        slow = jaspardb(release=RELEASE).fetch_motifs(collection="CORE", tax_group=["urochordates"])
    counts = {own.matrix_id: np.array([own.counts[base] for base in "ACGT"]).T for own in slow}
    names = {own.matrix_id: own.name for own in slow}
    assert {motif.identifier: motif.name for motif in found} == names
    among = {motif.identifier: motif for motif in every}
    for motif in found:
        np.testing.assert_array_equal(motif.counts, counts[motif.identifier])
        np.testing.assert_array_equal(among[motif.identifier].counts, motif.counts)


def test_a_group_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="JASPAR2026 has no matrices of 'yeast'; groups are"):
        jaspar_motifs(RELEASE, "yeast")
